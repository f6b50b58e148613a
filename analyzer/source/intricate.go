package source

// maxIntricate is how deep data may be nested, and how many parts a key may have.
// Data that people write has ten. maxAssigned is how many keys TOML may have.
const (
	maxIntricate = 500
	maxAssigned  = 20_000
)

// Intricate reports whether data, such as TOML, YAML or JSON, is nested so deep
// that a parser which goes down by recursion would take more memory than there
// is, or has so many keys that one which compares them all would not end. It looks at bytes alone, so text may be mistaken for nesting; no text is
// like that which was not made to be.
func Intricate(data []byte) bool {
	open, parts, indent, assigned := 0, 0, 0, 0
	start := true // of a line
	for _, b := range data {
		switch b {
		case '\n', '\r':
			start, parts, indent = true, 0, 0
			continue
		case ' ', '\t', '-':
			if start { // every blank or dash may be a level of YAML
				indent++
			}
		case '[', '{', '(':
			open++
			start = false
		case ']', '}', ')':
			open = max(open-1, 0)
			start = false
		case '.', '!', '&':
			parts++
			start = false
		case '=':
			assigned++
			parts, start = 0, false
		case ',', '#':
			parts, start = 0, false
		default:
			start = false
		}
		if open > maxIntricate || parts > maxIntricate || indent > maxIntricate || assigned > maxAssigned {
			return true
		}
	}
	return false
}
