package coverage

import (
	"net/url"
	"strings"
)

// CleanURL returns the address that stands for an article: scheme and host in
// lower case, default port, fragment and tracking parameters (utm_source,
// fbclid, at_medium, CMP, …) left out, all else as it was. It returns "" for
// an address that is not http or https.
func CleanURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" {
		return ""
	}
	u.Scheme = strings.ToLower(u.Scheme)
	u.Host = strings.ToLower(u.Host)
	switch u.Scheme {
	case "http":
		u.Host = strings.TrimSuffix(u.Host, ":80")
	case "https":
		u.Host = strings.TrimSuffix(u.Host, ":443")
	default:
		return ""
	}
	u.User = nil
	if !strings.HasPrefix(u.Fragment, "!") {
		u.Fragment, u.RawFragment = "", ""
	}
	if u.RawQuery != "" {
		var kept []string
		for part := range strings.SplitSeq(u.RawQuery, "&") {
			name, _, _ := strings.Cut(part, "=")
			if plain, err := url.QueryUnescape(name); err == nil {
				name = plain
			}
			if part != "" && !isTracking(name) {
				kept = append(kept, part)
			}
		}
		u.RawQuery = strings.Join(kept, "&")
	}
	u.ForceQuery = false
	return u.String()
}

// tracking names query parameters that tell who clicked where and nothing
// about what is shown. A trailing * matches the rest of the name.
var tracking = []string{
	"utm_*", "at_*", "ns_*", "mc_cid", "mc_eid", "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "yclid", "igshid",
	"_hsenc", "_hsmi", "mkt_tok", "cmp", "icid", "ito", "ocid", "xtor", "s_cid", "smid", "ref_src", "ref_url", "wt.mc_id", "cmpid", "ncid",
	"soc_src", "soc_trk", "sh_kit", "guccounter", "guce_referrer", "guce_referrer_sig", "piano_*", "pk_*", "mtm_*",
}

func isTracking(name string) bool {
	name = strings.ToLower(name)
	for _, t := range tracking {
		if prefix, open := strings.CutSuffix(t, "*"); open && strings.HasPrefix(name, prefix) || name == t {
			return true
		}
	}
	return false
}
