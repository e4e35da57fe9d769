package story

import (
	"strings"
	"testing"
)

func TestRolesShow(t *testing.T) {
	r := NewRoles(map[string]string{
		"Ann Mercer": "team manager", "Mercer": "team manager", "Ms Mercer": "team manager",
		"Kofi Brandt": "", "Brandt": "perpetrator", "Ünal": "doctor", "": "nobody",
	})
	for in, want := range map[string]string{
		"Mercer cleared":                          "[team manager] cleared",
		"Ann Mercer's appeal fails":               "[team manager]'s appeal fails",
		"Mercers Lane reopens":                    "Mercers Lane reopens",
		"Was Mercer, or Ms Mercer, told?":         "Was [team manager], or [team manager], told?",
		"Kofi Brandt remembered; Brandt released": "Kofi Brandt remembered; [perpetrator] released",
		"Brandt-Mercer ruling":                    "[perpetrator]-[team manager] ruling",
		"Ünal suspended":                          "[doctor] suspended",
		"Günal suspended":                         "Günal suspended",
		"McMercer":                                "McMercer",
		"":                                        "",
		"no names":                                "no names",
	} {
		if got := r.Show(in); got != want {
			t.Errorf("Show(%q) = %q, want %q", in, got, want)
		}
		if again := r.Show(r.Show(in)); again != r.Show(in) {
			t.Errorf("Show is not stable on %q: %q", in, again)
		}
	}
	var none *Roles
	if none.Show("Mercer") != "Mercer" {
		t.Error("no table changed a text")
	}
}

func FuzzRolesShow(f *testing.F) {
	f.Add("Ann Mercer's appeal", "Mercer")
	f.Add("x\xffy", "\xff")
	f.Fuzz(func(t *testing.T, s, name string) {
		got := NewRoles(map[string]string{name: "role"}).Show(s)
		if name == "" && got != s {
			t.Errorf("the empty name changed %q to %q", s, got)
		}
	})
}

func TestRolesMoveOffsets(t *testing.T) {
	r := NewRoles(map[string]string{"Ann Mercer": "manager", "Bo": "porter"})
	s := "Was Ann Mercer or Bo to blame?"
	mark := func(word string) (int, int) { i := strings.Index(s, word); return i, i + len(word) }
	a, b := mark("to blame")
	c, d := mark("Ann Mercer")
	shown, at := r.showWith(s, []int{a, b, c, d, c + 2, c + 8})
	if got := shown[at[0]:at[1]]; got != "to blame" {
		t.Errorf("mark moved to %q in %q", got, shown)
	}
	if got := shown[at[2]:at[3]]; got != "[manager]" {
		t.Errorf("mark on a name moved to %q", got)
	}
	if at[4] != at[2] || at[5] != at[3] {
		t.Errorf("offsets inside a name moved to %d and %d, want %d and %d", at[4], at[5], at[2], at[3])
	}
}
