// The one call that crosses the border to C: parse a text, and flatten the
// tree into an array.

#ifndef PYTHON_TREESITTER_H
#define PYTHON_TREESITTER_H

#include <stddef.h>
#include <stdint.h>

// A node of the concrete tree, in preorder: its children follow it, and next
// is the index after the last of them.
typedef struct {
  uint16_t symbol;
  uint8_t field;
  uint8_t flags;
  uint32_t start, end; // bytes
  uint32_t next;
} flat_node;

// flat_bad marks every node that is, or has within it, one of the other two.
enum { flat_missing = 1, flat_error = 2, flat_bad = 4 };

typedef struct {
  flat_node *nodes; // to be freed by the caller; NULL if time, memory or nodes ran out
  uint32_t count;
} flat_tree;

// parse_flat parses length bytes of text, in at most so many seconds of CPU
// time, about so many bytes of memory, and so many nodes. The children of nodes
// of the symbol leaf are left out.
flat_tree parse_flat(const void *language, uint16_t leaf, const char *text, uint32_t length,
                     double seconds, size_t memory, uint32_t most);

// use_counted_memory is to be called once, before the first parse.
void use_counted_memory(void);

const char *symbol_name(const void *language, uint16_t symbol, int *named);
uint32_t symbol_count(const void *language);
uint32_t field_count(const void *language);
const char *field_name(const void *language, uint16_t field);

#endif
