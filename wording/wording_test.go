package wording_test

import (
	"testing"

	"twoway/wording"
)

func TestCheck(t *testing.T) {
	r := wording.Check("Why did you let so many people go?", wording.Options{Asker: "candidate"})
	t.Logf("%+v", r)
}
