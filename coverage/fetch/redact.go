package fetch

import (
	"net/url"
	"strings"
)

// Redact returns the address without what should not be seen by others: the
// values of parameters that hold keys, and user and password. An address that
// cannot be read is cut before its first "?".
//
//	https://api.example.org/search?q=council&api-key=…
func Redact(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		head, _, cut := strings.Cut(address, "?")
		if i := strings.LastIndexByte(head, '@'); i >= 0 {
			head = head[i+1:]
		}
		if cut {
			head += "?…"
		}
		return head
	}
	u.User = nil
	if u.RawQuery == "" {
		return u.String()
	}
	pairs := strings.Split(u.RawQuery, "&")
	for i, p := range pairs {
		name, _, _ := strings.Cut(p, "=")
		if plain, err := url.QueryUnescape(name); err != nil || isSecret(plain) {
			pairs[i] = name + "=…"
		}
	}
	u.RawQuery = strings.Join(pairs, "&")
	return u.String()
}

// isSecret knows a parameter that holds a key by its name.
func isSecret(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "key", "apikey", "token", "auth", "authorization", "secret", "password", "passwd", "pwd", "sig", "signature":
		return true
	}
	i := strings.LastIndexAny(name, "-_.")
	if i < 0 {
		return strings.HasSuffix(name, "apikey") || strings.HasSuffix(name, "accesstoken") || strings.HasSuffix(name, "password")
	}
	switch name[i+1:] {
	case "key", "apikey", "token", "secret", "password", "signature":
		return true
	}
	return false
}
