package resolve_test

import (
	"testing"

	"twoway/resolve"
)

func BenchmarkNewResolver(b *testing.B) {
	v := vocabulary()
	for b.Loop() {
		resolve.NewResolver(v)
	}
}

func BenchmarkTitle(b *testing.B) {
	for name, s := range map[string]string{
		"known": "charge nurse", "advert": "Customer Success Manager - New York - 10153", "misspelt": "regstered nurse", "unknown": "Regional Kidney Smart Educator of flurbs",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				resolver().Title(s)
			}
		})
	}
}
