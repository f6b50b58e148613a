// Package nearest finds what somebody meant who misspelt one of a list of
// words.
package nearest

import "strings"

// maxWord bounds the work on a word that somebody else wrote.
const maxWord = 64

// To returns the word that is nearest to a misspelt one, or "" if none is near.
// Case does not count.
func To(misspelt string, words []string) string {
	if misspelt == "" || len(misspelt) > maxWord {
		return ""
	}
	lower := strings.ToLower(misspelt)
	best, least := "", len(misspelt)/3+2
	for _, w := range words {
		if d := Distance(lower, strings.ToLower(w)); d < least && d < len(w) {
			best, least = w, d
		}
	}
	return best
}

// Hint returns "; did you mean X?" for a misspelt word, or "".
func Hint(misspelt string, words []string) string {
	if w := To(misspelt, words); w != "" {
		return "; did you mean " + w + "?"
	}
	return ""
}

// Distance counts the insertions, deletions, replacements and swaps of
// neighbours between two words, by bytes. A second word of more than 128 bytes
// is as far away as it is long.
func Distance(a, b string) int {
	if len(b) > 2*maxWord {
		return len(b)
	}
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			same := 1
			if a[i-1] == b[j-1] {
				same = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
