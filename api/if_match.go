package api

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/server"
)

// match is an If-Match header: the versions or revisions with which a write may proceed.
//
// A weak tag, W/"1", counts as "1". RFC 9110, section 13.1.1, has servers compare strongly here, because a weak tag may stand
// for several representations that are not the same byte for byte. Ours never does: it is the number of a version, and it is
// a proxy that made it weak when it compressed the answer. The same number is the same version, so nothing can be lost; with
// the strong comparison, nobody behind such a proxy could ever write.
type match struct {
	any      bool // the header is *
	versions []int
}

// etag formats a version or revision as an ETag.
func etag(version int) *string {
	tag := strconv.Quote(strconv.Itoa(version))
	return &tag
}

// joinTags replaces several If-Match headers by one with all their tags, which RFC 9110, section 5.3, says is the same. It does so
// for If-None-Match too.
func joinTags(h http.Header) {
	for _, name := range []string{"If-Match", "If-None-Match"} {
		if all := h.Values(name); len(all) > 1 {
			h.Set(name, strings.Join(all, ", "))
		}
	}
}

// entityTag matches an entity tag as RFC 9110, section 8.8.3, defines it; W must be a capital.
var entityTag = regexp.MustCompile(`^(?:W/)?"([^"\x00-\x20\x7f]*)"[ \t]*`)

// parseIfMatch parses an If-Match header: * or a list of tags. A missing header is an error with the code
// precondition_required, and a malformed one with the code invalid_request. A tag that etag cannot have produced matches
// nothing.
func parseIfMatch(header *string) (match, error) {
	if header == nil || strings.Trim(*header, " \t") == "" {
		return match{}, &bank.Error{Code: server.CodeNoIfMatch, Message: "Send If-Match with the ETag that you read, so that you do not overwrite someone else's change."}
	}
	rest := strings.Trim(*header, " \t")
	if rest == "*" {
		return match{any: true}, nil
	}
	m, expectsTag := match{}, true
	for rest != "" {
		if after, isComma := strings.CutPrefix(rest, ","); isComma { // a list may have empty elements
			rest, expectsTag = strings.TrimLeft(after, " \t"), true
			continue
		}
		tag := entityTag.FindStringSubmatch(rest)
		if tag == nil || !expectsTag {
			return match{}, errMalformedIfMatch()
		}
		rest, expectsTag = rest[len(tag[0]):], false
		if version, err := strconv.Atoi(tag[1]); err == nil && strconv.Itoa(version) == tag[1] {
			m.versions = append(m.versions, version)
		}
	}
	return m, nil
}

func errMalformedIfMatch() error {
	return invalidRequest(bank.Fault{
		Code: bank.FaultMalformed, Pointer: "/header/If-Match",
		Detail: `Send the ETag as you received it, in double quotes: "3". A list, "3", "4", or * for any version is allowed too.`,
	})
}

// has reports whether the header allows a write to this version.
func (m match) has(version int) bool { return m.any || slices.Contains(m.versions, version) }

// write calls change with a version that the header has and, if that is stale, with the current one if the header has it,
// until change does not return another current version. If the header has none, it calls change with -1, which matches
// nothing.
func (m match) write(change func(version int) error) error {
	version := -1
	if len(m.versions) > 0 {
		version = m.versions[0]
	}
	for {
		err := change(version)
		stale, ok := errors.AsType[*bank.Error](err)
		if !ok || stale.Code != bank.CodeStale || stale.Current == version || stale.Current < 1 || !m.has(stale.Current) {
			return err
		}
		version = stale.Current
	}
}

// writeDraft is write for a draft. If there is no such draft, * does not match.
func (m match) writeDraft(change func(version int) error) error {
	err := m.write(change)
	if m.any && bank.HasCode(err, bank.CodeNotFound) {
		return &bank.Error{Code: bank.CodeStale, Message: "There is no such draft, so If-Match: * does not match. To create one, use POST."}
	}
	return err
}
