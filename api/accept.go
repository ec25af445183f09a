package api

import (
	"encoding/json"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// acceptor reports whether a value, as parsed by strictjson.Parse, is valid: of a value that it accepts, bodyFaults finds no fault. It
// may refuse a valid value, which is then checked keyword by keyword.
type acceptor func(value any) bool

// refuse is the acceptor of schemas with keywords that are not compiled.
func refuse(any) bool { return false }

// The deepest nesting of schemas that are compiled, so that one that contains itself ends.
const mostNested = 16

// newAcceptor compiles a schema, so that a valid body is checked in one pass that allocates nothing. Of schemas with other keywords than
// those of the contract's bodies, it refuses every value.
func newAcceptor(s *openapi3.Schema) acceptor { return acceptorWithin(s, mostNested) }

func acceptorWithin(s *openapi3.Schema, depth int) acceptor {
	isPlain := s != nil && len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) == 0 && s.Not == nil && s.MultipleOf == nil && !s.UniqueItems &&
		!s.ReadOnly && !s.ExclusiveMin.IsSet() && !s.ExclusiveMax.IsSet() && s.MinProps == 0 && s.MaxProps == nil && s.Type != nil
	if !isPlain || depth == 0 {
		return refuse
	}
	switch {
	case s.Type.Is(openapi3.TypeString) && (s.Format == "" || s.Format == "password" || s.Format == "date-time"):
		return acceptText(s)
	case s.Type.Is(openapi3.TypeInteger) && len(s.Enum) == 0 && (s.Format == "" || s.Format == "int64"):
		return acceptInteger(s)
	case s.Type.Is(openapi3.TypeBoolean) && len(s.Enum) == 0:
		return func(value any) bool { _, is := value.(bool); return is }
	case s.Type.Is(openapi3.TypeArray) && s.Items != nil:
		return acceptList(s, acceptorWithin(s.Items.Value, depth-1))
	case s.Type.Is(openapi3.TypeObject) && isClosed(s):
		members := make(map[string]acceptor, len(s.Properties))
		for name, property := range s.Properties {
			members[name] = acceptorWithin(property.Value, depth-1)
		}
		return acceptObject(s.Required, members)
	}
	return refuse
}

func acceptText(s *openapi3.Schema) acceptor {
	pattern, err := regexp.Compile(s.Pattern)
	if err != nil {
		return refuse
	}
	allowed, form := enumValues(s), openapi3.SchemaStringFormats[s.Format] // nil for none
	return func(value any) bool {
		text, is := value.(string)
		if is && form != nil && form.Validate(text) != nil {
			return false
		}
		if !is || len(s.Enum) > 0 && !slices.Contains(allowed, text) || s.Pattern != "" && !pattern.MatchString(text) {
			return false
		}
		return isWithin(utf8.RuneCountInString(text), s.MinLength, s.MaxLength)
	}
}

func acceptInteger(s *openapi3.Schema) acceptor {
	return func(value any) bool {
		number, is := value.(json.Number)
		if !is {
			return false
		}
		n, err := number.Int64()
		return err == nil && (s.Min == nil || float64(n) >= *s.Min) && (s.Max == nil || float64(n) <= *s.Max)
	}
}

func acceptList(s *openapi3.Schema, item acceptor) acceptor {
	return func(value any) bool {
		list, is := value.([]any)
		return is && isWithin(len(list), s.MinItems, s.MaxItems) && !slices.ContainsFunc(list, func(v any) bool { return !item(v) })
	}
}

func acceptObject(required []string, members map[string]acceptor) acceptor {
	return func(value any) bool {
		object, is := value.(map[string]any)
		if !is {
			return false
		}
		for _, name := range required {
			if _, sent := object[name]; !sent {
				return false
			}
		}
		for name, v := range object {
			if accepts := members[name]; accepts == nil || !accepts(v) {
				return false
			}
		}
		return true
	}
}

// isWithin reports whether a length is within bounds, of which most may be nil.
func isWithin(n int, least uint64, most *uint64) bool {
	length := uint64(n) //nolint:gosec // never negative
	return length >= least && (most == nil || length <= *most)
}
