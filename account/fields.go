package account

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"twoway/bank"
)

const (
	maxName  = 80  // characters of the name of a person or a key
	maxEmail = 254 // bytes of an e-mail address
)

// localPart is what an e-mail address has before the @: ASCII alone, in which no two letters look alike.
var localPart = regexp.MustCompile("^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

// normalEmail returns an e-mail address as it is stored: in lower case, and with an international domain in ASCII. It returns "" for
// what is none. Two addresses that look alike are different or the same address, never both.
func normalEmail(text string) string {
	local, domain, found := strings.Cut(strings.TrimSpace(text), "@")
	if !found || strings.Contains(domain, "@") {
		return ""
	}
	domain, err := idna.Lookup.ToASCII(domain)
	if err != nil || domain == "" {
		return ""
	}
	local = asciiLower(local)
	if address := local + "@" + domain; localPart.MatchString(local) && len(address) <= maxEmail {
		return address
	}
	return ""
}

// asciiLower changes capitals of ASCII alone: strings.ToLower makes a k of the Kelvin sign.
func asciiLower(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

// cleanEmail is normalEmail with a fault for what is no address.
func cleanEmail(text string) (string, *bank.Fault) {
	if email := normalEmail(text); email != "" {
		return email, nil
	}
	return "", &bank.Fault{
		Code: bank.FaultMalformed, Pointer: "/email", Nearest: []string{},
		Detail: "This is not an e-mail address such as somebody@example.org. Before the @ it must have ASCII characters only.",
	}
}

// cleanName returns a name without blanks around it. A name must be visible, and cannot contain an address, since the audit shows
// both.
func cleanName(text string) (string, *bank.Fault) {
	name := strings.TrimSpace(text)
	fault := bank.Fault{Code: bank.FaultOutOfRange, Pointer: "/name", Nearest: []string{}}
	hidden, isHidden := bank.CheckText("/name", name, false)
	switch length := utf8.RuneCountInString(name); {
	case isHidden:
		return name, &hidden
	case length == 0:
		fault.Code, fault.Detail = bank.FaultRequired, "A name is required."
	case length > maxName:
		fault.Detail = fmt.Sprintf("A name must have at most %d characters.", maxName)
	case strings.ContainsAny(name, "<>"):
		fault.Code, fault.Detail = bank.FaultMalformed, "A name must not have the characters < and >."
	default:
		return name, nil
	}
	return name, &fault
}

// checkRole returns the fault of a role that is none of those allowed.
func checkRole(role Role, allowed []Role) *bank.Fault {
	if slices.Contains(allowed, role) {
		return nil
	}
	var names []string
	for _, r := range allowed {
		names = append(names, string(r))
	}
	return &bank.Fault{
		Code: bank.FaultUnknownValue, Pointer: "/role", Nearest: names, Detail: "Unknown role. Use one of: " + strings.Join(names, ", ") + ".",
	}
}

// invalid returns an error with code invalid_request for the faults that are not nil; nil if all are.
func invalid(faults ...*bank.Fault) error {
	e := &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid."}
	for _, f := range faults {
		if f != nil {
			e.Faults = append(e.Faults, *f)
		}
	}
	if len(e.Faults) == 0 {
		return nil
	}
	return e
}
