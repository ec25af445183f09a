package strictjson_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/internal/strictjson"
)

func TestRefused(t *testing.T) {
	for text, want := range map[string]strictjson.Error{
		"":                       {Reason: strictjson.Incomplete},
		"  ":                     {Reason: strictjson.Incomplete},
		`{"a":`:                  {Reason: strictjson.Incomplete, Pointer: "/a"},
		`{"a":1`:                 {Reason: strictjson.Incomplete, Pointer: "/a"},
		`{"a":1,}`:               {Reason: strictjson.Syntax, Pointer: "/a"},
		`{"a" 1}`:                {Reason: strictjson.Syntax, Pointer: "/a"},
		`nul`:                    {Reason: strictjson.Incomplete},
		`{"a":1} {}`:             {Reason: strictjson.Trailing},
		`1 x`:                    {Reason: strictjson.Trailing},
		`{"a":{"b":1,"b":1}}`:    {Reason: strictjson.DuplicateKey, Pointer: "/a/b"},
		`[{},{"a/b":1,"a/b":2}]`: {Reason: strictjson.DuplicateKey, Pointer: "/1/a~1b"},
		"{\"a\":\"\xff\"}":       {Reason: strictjson.InvalidUTF8, Pointer: "/a"},
		strings.Repeat("[", 17):  {Reason: strictjson.TooDeep},

		strings.Repeat("[", 3_000_000):         {Reason: strictjson.TooDeep},
		strings.Repeat(`{"a":`, 3_000_000):     {Reason: strictjson.TooDeep},
		`{"a":` + strings.Repeat("[", 100_000): {Reason: strictjson.TooDeep},
	} {
		_, err := strictjson.Parse([]byte(text))
		got, ok := errors.AsType[*strictjson.Error](err)
		if !ok {
			t.Errorf("%.100q: %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("%.100q (-want +got):\n%s", text, diff)
		}
	}
	e := &strictjson.Error{Pointer: "/1/a~1b"}
	if got := e.LastStep(); got != "a/b" {
		t.Errorf("the last step is %q", got)
	}
}

// FuzzParse compares with encoding/json: whatever Parse accepts, both read as the same value.
func FuzzParse(f *testing.F) {
	for _, text := range []string{`{"a":[1,-2.5e3,true,null,"x"],"b":{}}`, `"é\n"`, ` [ ] `, `{"a":1,"a":2}`, `0.10`, "\xff", `[[[]]]`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := strictjson.Parse(text)
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.UseNumber()
		var want any
		if wrong := dec.Decode(&want); err != nil {
			return
		} else if wrong != nil {
			t.Fatalf("%q was read as %v; encoding/json: %v", text, got, wrong)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-encoding/json +strict):\n%s", text, diff)
		}
	})
}
