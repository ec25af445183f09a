package server

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Origins are the origins whose pages may read what anybody may read: "*" alone for all. Without any, no other origin may.
type Origins []string

// anyOrigin stands for all origins, and noOrigin for none, in the text of a setting.
const (
	anyOrigin = "*"
	noOrigin  = "none"
)

// UnmarshalText parses * or none, or origins separated by commas: https://app.example, http://localhost:3000.
func (o *Origins) UnmarshalText(text []byte) error {
	switch strings.TrimSpace(string(text)) {
	case anyOrigin:
		*o = Origins{anyOrigin}
		return nil
	case noOrigin:
		*o = nil
		return nil
	}
	var list Origins
	for part := range strings.SplitSeq(string(text), ",") {
		part = strings.ToLower(strings.TrimSpace(part))
		if u, err := url.Parse(part); err != nil || u.Host == "" || u.Scheme+"://"+u.Host != part || strings.Contains(part, "*") {
			return fmt.Errorf("%.100q is not an origin: write * for all, none, or origins like https://app.example or http://localhost:3000, separated by commas", part)
		}
		list = append(list, part)
	}
	*o = list
	return nil
}

// IsAll reports whether pages of all origins may read.
func (o Origins) IsAll() bool { return slices.Contains(o, anyOrigin) }
