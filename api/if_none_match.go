package api

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"twoway/bank"
)

// releaseTag returns the ETag, without quotes, of an answer that depends on the release and on its own address alone. The contract is part
// of it, since another version of the program may answer otherwise.
func (h *handlers) releaseTag(release bank.ReleaseID) string {
	const digits = 16
	sum := sha256.New()
	_, _ = fmt.Fprintln(sum, release.Number, release.Hash) // a hash cannot fail
	_, _ = sum.Write(h.contract.sum[:])
	return hex.EncodeToString(sum.Sum(nil))[:digits]
}

// firstTag returns the first tag in an If-None-Match header, a list of tags or *, that is one of those that are known, and for * the first of
// these; "" if there is none. Tags are compared weakly, as RFC 9110, section 13.1.2, says. A malformed header has none: the client then gets
// the whole answer.
func firstTag(header string, known []string) string {
	rest := strings.Trim(header, " \t")
	if rest == "*" {
		return known[0]
	}
	for rest != "" {
		if after, isComma := strings.CutPrefix(rest, ","); isComma {
			rest = strings.TrimLeft(after, " \t")
			continue
		}
		found := entityTag.FindStringSubmatch(rest)
		if found == nil {
			return ""
		}
		if tag := `"` + found[1] + `"`; slices.Contains(known, tag) {
			return tag
		}
		rest = rest[len(found[0]):]
	}
	return ""
}
