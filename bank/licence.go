package bank

import (
	"regexp"
	"slices"
	"strings"
)

// OwnLicence is the licence of what may not be passed on.
const OwnLicence = "LicenseRef-Proprietary"

// The forms of a licence and of a locale.
var (
	licenceForm = regexp.MustCompile(`^[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*$`)
	localeForm  = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$`)
)

// Licences returns the SPDX identifiers of usual licences of texts, in alphabetical order. Any other identifier is allowed too.
func Licences() []string {
	return []string{
		"Apache-2.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-SA-3.0",
		"CC-BY-SA-4.0", "CC0-1.0", OwnLicence, "MIT", "OGL-UK-3.0", "PDDL-1.0",
	}
}

// source checks that a question says who wrote it.
func (v *validation) source(q *Question) {
	if strings.TrimSpace(q.Source) == "" {
		v.add(Fault{
			Code: FaultRequired, Pointer: "source", Fix: "Own",
			Detail: `Who wrote this? Name the person, the organisation or the work that it is from; for a question of your own, "Own" will do.`,
		})
	}
}

// licence checks the form of a licence. A word such as "proprietary" names none.
func (v *validation) licence(q *Question) {
	none := []string{"proprietary", "private", "internal", "own", "none", "unknown", "copyright", "confidential"}
	_, isKnown := slices.BinarySearch(Licences(), q.License)
	isSpelt := slices.ContainsFunc(Licences(), func(l string) bool { return strings.EqualFold(l, q.License) })
	switch {
	case strings.TrimSpace(q.License) == "":
		v.add(Fault{
			Code: FaultRequired, Pointer: "license", Fix: OwnLicence,
			Detail: "Who wrote this, and under which licence may it be passed on? Give its SPDX identifier, such as CC-BY-4.0. For your own use only: " + OwnLicence + ".",
		})
	case slices.Contains(none, strings.ToLower(strings.TrimSpace(q.License))):
		v.add(Fault{
			Code: FaultUnknownValue, Pointer: "license", On: q.License, Nearest: []string{OwnLicence}, Fix: OwnLicence,
			Detail: "This names no licence. For your own use only: " + OwnLicence + ".",
		})
	case !licenceForm.MatchString(q.License) || isSpelt && !isKnown:
		v.add(Fault{
			Code: FaultUnknownValue, Pointer: "license", On: q.License, Meant: &Meant{Kind: MeantLicence, Values: Licences()},
			Detail: "This is not the SPDX identifier of a licence. Write one, such as CC-BY-4.0, or " + OwnLicence + " for your own use only.",
		})
	}
}

// locale checks the form of a locale.
func (v *validation) locale(q *Question) {
	switch {
	case strings.TrimSpace(q.Locale) == "":
		v.required("locale", q.Locale)
	case !localeForm.MatchString(q.Locale):
		v.add(Fault{
			Code: FaultUnknownValue, Pointer: "locale", On: q.Locale, Meant: &Meant{Kind: MeantLocale},
			Detail: `This is not the code of a language. Write one such as "en" or "en-GB".`,
		})
	}
}

// LicenceURL returns where the licence with an SPDX identifier can be read; "" for one that is not known here, or has no public text.
func LicenceURL(licence string) string {
	if _, known := slices.BinarySearch(Licences(), licence); !known || licence == OwnLicence {
		return ""
	}
	switch code, isCreative := strings.CutPrefix(licence, "CC-"); {
	case isCreative:
		i := strings.LastIndex(code, "-")
		return "https://creativecommons.org/licenses/" + strings.ToLower(code[:i]) + "/" + code[i+1:] + "/"
	case licence == "CC0-1.0":
		return "https://creativecommons.org/publicdomain/zero/1.0/"
	}
	return "https://spdx.org/licenses/" + licence + ".html"
}
