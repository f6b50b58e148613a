// Package nearest finds what somebody meant who misspelt one of a list of
// words.
package nearest

import (
	"math/bits"
	"strings"
)

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
func Distance(a, b string) int { return distance(a, b, len(a)+len(b)) }

// Within is Distance for those who only ask whether it is at most so much: for
// any greater distance it returns one more than that.
func Within(a, b string, most int) int {
	if d := len(a) - len(b); d > most || d < -most {
		return most + 1
	}
	// An edit brings in one letter that was not there at most, and takes one away.
	if mine, theirs := letters(a), letters(b); max(bits.OnesCount64(mine&^theirs), bits.OnesCount64(theirs&^mine)) > most {
		return most + 1
	}
	return min(distance(a, b, most), most+1)
}

// letters returns which bytes a word has, some of them taken for the same.
func letters(word string) uint64 {
	var all uint64
	for i := range len(word) {
		all |= 1 << (word[i] % 64)
	}
	return all
}

// distance gives up, with a number that is greater than most, once the distance
// must be.
func distance(a, b string, most int) int {
	if len(b) > 2*maxWord {
		return len(b)
	}
	var rows [3][2*maxWord + 1]int
	before, last, row := rows[0][:len(b)+1], rows[1][:len(b)+1], rows[2][:len(b)+1]
	for j := range last {
		last[j] = j
	}
	leastOfLast := 0
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			same := 1
			if a[i-1] == b[j-1] {
				same = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most && leastOfLast > most {
			return most + 1 // a swap reaches back two rows, and nothing further
		}
		before, last, row, leastOfLast = last, row, before, least
	}
	return last[len(b)]
}
