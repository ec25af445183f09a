package bank_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"twoway/bank"
)

// TestRevert undoes the differences between bodies: what comes out is what was there before.
func TestRevert(t *testing.T) {
	bodies := []string{
		`{}`, `{"a":1}`, `{"a":2,"b":{"c":[1],"d":null}}`, `{"b":{"c":[2]},"a/b~c":"x"}`, `{"b":{},"a":{"deep":{"er":true}}}`, `{"b":7}`,
	}
	for _, before := range bodies {
		for _, after := range bodies {
			got, err := bank.Revert([]byte(after), bank.DiffFields([]byte(before), []byte(after)))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(decoded(t, string(got)), decoded(t, before)) {
				t.Errorf("from %s back to %s: got %s", after, before, got)
			}
		}
	}
}

func decoded(t *testing.T, text string) (value any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}
