package python

// This file is the border to tree-sitter: text in, one flat array of nodes
// out. The Go binding is not used for that, because of its traps: a walk costs
// several calls into C per node; a backward step of the lexer over the end of
// the file copies the rest of the file, to be kept until the end; and every
// allocation of the library's goes from C to Go and back.

/*
#include <stdlib.h>
#include "treesitter.h"
*/
import "C"

import (
	"sync"
	"unsafe"

	_ "github.com/tree-sitter/go-tree-sitter" // links the library that treesitter.c calls
	grammar "github.com/tree-sitter/tree-sitter-python/bindings/go"
)

// A cnode is a node of the concrete tree, laid out as flat_node is in C. The
// children of the node at index i begin at i+1; next leads from one to the
// next, and ends at the node's own next.
type cnode struct {
	symbol     uint16
	field      uint8
	flags      uint8
	start, end uint32
	next       uint32
}

const (
	flagMissing = C.flat_missing
	flagError   = C.flat_error
	flagBad     = C.flat_bad

	errorSymbol = 0xFFFF
)

// What parsing may take. The time is CPU time of the thread. All are several
// times what the largest files take that were not made to be slow or large: a
// megabyte of data takes 45 MiB and 300,000 nodes.
const (
	baseSeconds    = 1
	secondsPerByte = 5e-7
	maxMemory      = 64 << 20
	maxNodes       = 500_000
)

// A language holds the grammar's symbols as kinds.
type language struct {
	pointer       unsafe.Pointer
	kinds         []kind
	names         []string
	fields        []field
	stringContent uint16
}

var pythonLanguage = sync.OnceValue(func() *language {
	C.use_counted_memory()
	l := &language{pointer: grammar.Language()}
	kinds := map[string]kind{"'('": tOpen, "'['": tOpen, "'{'": tOpen, "')'": tClose, "']'": tClose, "'}'": tClose}
	for k, name := range kindNames {
		if name != "" {
			kinds[name] = kind(k)
		}
	}
	for s := range uint16(C.symbol_count(l.pointer)) {
		var named C.int
		name := C.GoString(C.symbol_name(l.pointer, C.uint16_t(s), &named))
		l.names = append(l.names, name)
		if named == 0 {
			name = "'" + name + "'"
		}
		l.kinds = append(l.kinds, kinds[name])
		if name == "string_content" {
			l.stringContent = s
		}
	}
	fields := map[string]field{}
	for f, name := range fieldNames {
		fields[name] = field(f)
	}
	l.fields = []field{0}
	for f := range uint16(C.field_count(l.pointer)) {
		l.fields = append(l.fields, fields[C.GoString(C.field_name(l.pointer, C.uint16_t(f+1)))])
	}
	return l
})

// parseTree calls use with the nodes of the text's tree, which live no longer
// than the call, and reports false if parsing took too long.
func parseTree(text []byte, use func([]cnode)) bool {
	l := pythonLanguage()
	tree := C.parse_flat(l.pointer, C.uint16_t(l.stringContent),
		(*C.char)(unsafe.Pointer(unsafe.SliceData(text))), C.uint32_t(len(text)),
		C.double(baseSeconds+secondsPerByte*float64(len(text))), maxMemory, maxNodes)
	if tree.nodes == nil {
		return false
	}
	defer C.free(unsafe.Pointer(tree.nodes))
	use(unsafe.Slice((*cnode)(unsafe.Pointer(tree.nodes)), tree.count))
	return true
}
