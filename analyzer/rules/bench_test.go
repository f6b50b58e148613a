package rules

import "testing"

// BenchmarkJudge asks every rule about one world.
func BenchmarkJudge(b *testing.B) {
	w := world(b, "", site())
	b.ReportAllocs()
	for b.Loop() {
		answers := 0
		for _, rule := range All() {
			if rule.Judge != nil {
				answers += len(rule.Judge(w))
			}
		}
		if answers == 0 {
			b.Fatal("no rule has an answer")
		}
	}
}
