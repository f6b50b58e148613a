#include "treesitter.h"

#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// The part of tree_sitter/api.h (ABI of v0.25) that is used here. The library
// itself is linked in by the package github.com/tree-sitter/go-tree-sitter,
// whose headers cgo cannot reach from another module.

typedef uint16_t TSSymbol;
typedef uint16_t TSFieldId;
typedef struct TSLanguage TSLanguage;
typedef struct TSParser TSParser;
typedef struct TSTree TSTree;
typedef enum { TSInputEncodingUTF8 } TSInputEncoding;
typedef enum { TSSymbolTypeRegular } TSSymbolType;
typedef struct { uint32_t row, column; } TSPoint;
typedef struct { uint32_t context[4]; const void *id; const TSTree *tree; } TSNode;
typedef struct { const void *tree, *id; uint32_t context[3]; } TSTreeCursor;
typedef struct { void *payload; uint32_t current_byte_offset; bool has_error; } TSParseState;
typedef struct {
  void *payload;
  bool (*progress_callback)(TSParseState *state);
} TSParseOptions;
typedef struct {
  void *payload;
  const char *(*read)(void *payload, uint32_t byte, TSPoint position, uint32_t *bytes_read);
  TSInputEncoding encoding;
  uint32_t (*decode)(const uint8_t *string, uint32_t length, int32_t *code_point);
} TSInput;

void ts_set_allocator(void *(*new_malloc)(size_t), void *(*new_calloc)(size_t, size_t),
                      void *(*new_realloc)(void *, size_t), void (*new_free)(void *));
TSParser *ts_parser_new(void);
void ts_parser_delete(TSParser *self);
bool ts_parser_set_language(TSParser *self, const TSLanguage *language);
TSTree *ts_parser_parse_with_options(TSParser *self, const TSTree *old_tree, TSInput input,
                                     TSParseOptions options);
void ts_tree_delete(TSTree *self);
TSNode ts_tree_root_node(const TSTree *self);
TSSymbol ts_node_symbol(TSNode self);
uint32_t ts_node_start_byte(TSNode self);
uint32_t ts_node_end_byte(TSNode self);
bool ts_node_is_missing(TSNode self);
bool ts_node_is_error(TSNode self);
bool ts_node_is_extra(TSNode self);
TSTreeCursor ts_tree_cursor_new(TSNode node);
void ts_tree_cursor_delete(TSTreeCursor *self);
TSNode ts_tree_cursor_current_node(const TSTreeCursor *self);
TSFieldId ts_tree_cursor_current_field_id(const TSTreeCursor *self);
bool ts_tree_cursor_goto_first_child(TSTreeCursor *self);
bool ts_tree_cursor_goto_next_sibling(TSTreeCursor *self);
bool ts_tree_cursor_goto_parent(TSTreeCursor *self);
uint32_t ts_language_symbol_count(const TSLanguage *self);
const char *ts_language_symbol_name(const TSLanguage *self, TSSymbol symbol);
TSSymbolType ts_language_symbol_type(const TSLanguage *self, TSSymbol symbol);
uint32_t ts_language_field_count(const TSLanguage *self);
const char *ts_language_field_name_for_id(const TSLanguage *self, TSFieldId id);

// The library's memory. A parse stays on one thread, so what that thread holds
// is what the parse holds. Each block begins with its own size.

enum { header = 16 };

static _Thread_local size_t held;

static void *keep(char *block, size_t size) {
  if (!block) abort(); // as the library does
  *(size_t *)block = size;
  held += size;
  return block + header;
}

static void *counted_malloc(size_t size) { return keep(malloc(size + header), size); }

static void *counted_calloc(size_t count, size_t size) {
  return keep(calloc(1, count * size + header), count * size);
}

static void *counted_realloc(void *p, size_t size) {
  if (!p) return counted_malloc(size);
  char *block = (char *)p - header;
  held -= *(size_t *)block;
  return keep(realloc(block, size + header), size);
}

static void counted_free(void *p) {
  if (!p) return;
  char *block = (char *)p - header;
  held -= *(size_t *)block;
  free(block);
}

void use_counted_memory(void) {
  ts_set_allocator(counted_malloc, counted_calloc, counted_realloc, counted_free);
}

#ifdef __GLIBC__
// make_room has the memory of each thread begin with room for a parse, which takes
// no more than is written to: it would grow by a page at a time, a system call each.
// It runs before there are threads.
__attribute__((constructor)) static void make_room(void) { mallopt(M_TOP_PAD, 4 << 20); }
#endif

typedef struct {
  const char *text;
  uint32_t length;
  double deadline; // on the clock of this thread's CPU time
  size_t memory;
} job;

// give_back gives memory back to the system after a text of that length. The C
// library keeps what it has for each thread, and a parse may be on any.
static void give_back(uint32_t length) {
#ifdef __GLIBC__
  if (length > 128 << 10) malloc_trim(0);
#else
  (void)length;
#endif
}

static double cpu_seconds(void) {
  struct timespec t;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0) return 0;
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const char *read_all(void *payload, uint32_t byte, TSPoint position, uint32_t *bytes_read) {
  (void)position;
  job *j = payload;
  *bytes_read = byte < j->length ? j->length - byte : 0;
  return byte < j->length ? j->text + byte : "";
}

static bool out_of_bounds(TSParseState *state) {
  job *j = state->payload;
  return held > j->memory || cpu_seconds() > j->deadline;
}

typedef struct { void *items; uint32_t count, capacity; } array;

// push makes room for one more item and returns its place, or NULL.
static void *push(array *a, size_t size) {
  if (a->count == a->capacity) {
    uint32_t capacity = a->capacity ? a->capacity * 2 : 256;
    void *items = realloc(a->items, capacity * size);
    if (!items) return NULL;
    a->items = items;
    a->capacity = capacity;
  }
  return (char *)a->items + size * a->count++;
}

static bool add_node(array *nodes, const TSTreeCursor *cursor, TSNode node) {
  flat_node *n = push(nodes, sizeof *n);
  if (!n) return false;
  n->symbol = ts_node_symbol(node);
  n->field = (uint8_t)ts_tree_cursor_current_field_id(cursor);
  n->flags = 0;
  if (ts_node_is_missing(node)) n->flags = flat_missing | flat_bad;
  if (ts_node_is_error(node)) n->flags = flat_error | flat_bad;
  n->start = ts_node_start_byte(node);
  n->end = ts_node_end_byte(node);
  n->next = nodes->count;
  return true;
}

// close_node fixes the extent of the node on top of parents, which has all its
// children now, and tells its parent whether something in it is wrong.
static void close_node(array *nodes, array *parents) {
  flat_node *all = nodes->items;
  uint32_t *stack = parents->items;
  flat_node *n = &all[stack[--parents->count]];
  n->next = nodes->count;
  if (parents->count > 0) all[stack[parents->count - 1]].flags |= n->flags & flat_bad;
}

// flatten walks without recursion: the tree may be as deep as the file is long.
static bool flatten(TSNode root, array *nodes, TSSymbol leaf, uint32_t most) {
  array parents = {0};
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  bool ok = true, more = true;
  while (more) {
    TSNode node = ts_tree_cursor_current_node(&cursor);
    // Comments and line continuations are nobody's children, but an error
    // is told of as an extra, too.
    if (!ts_node_is_extra(node) || ts_node_is_error(node)) {
      uint32_t *parent = push(&parents, sizeof *parent);
      if (!parent || nodes->count == most || !add_node(nodes, &cursor, node)) {
        ok = false;
        break;
      }
      *parent = nodes->count - 1;
      if (ts_node_symbol(node) != leaf && ts_tree_cursor_goto_first_child(&cursor)) continue;
      close_node(nodes, &parents);
    }
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      if (!(more = ts_tree_cursor_goto_parent(&cursor))) break;
      close_node(nodes, &parents);
    }
  }
  ts_tree_cursor_delete(&cursor);
  free(parents.items);
  return ok;
}

flat_tree parse_flat(const void *language, uint16_t leaf, const char *text, uint32_t length,
                     double seconds, size_t memory, uint32_t most) {
  flat_tree result = {0};
  job j = {text, length, cpu_seconds() + seconds, held + memory};
  TSInput input = {&j, read_all, TSInputEncodingUTF8, NULL};
  TSParseOptions options = {&j, out_of_bounds};
  TSParser *parser = ts_parser_new();
  TSTree *tree = NULL;
  if (ts_parser_set_language(parser, language)) {
    tree = ts_parser_parse_with_options(parser, NULL, input, options);
  }
  if (tree) {
    array nodes = {0};
    if (flatten(ts_tree_root_node(tree), &nodes, leaf, most)) {
      result.nodes = nodes.items;
      result.count = nodes.count;
    } else {
      free(nodes.items);
    }
    ts_tree_delete(tree);
  }
  ts_parser_delete(parser);
  give_back(length);
  return result;
}

const char *symbol_name(const void *language, uint16_t symbol, int *named) {
  *named = ts_language_symbol_type(language, symbol) == TSSymbolTypeRegular;
  return ts_language_symbol_name(language, symbol);
}

uint32_t symbol_count(const void *language) { return ts_language_symbol_count(language); }

uint32_t field_count(const void *language) { return ts_language_field_count(language); }

const char *field_name(const void *language, uint16_t field) {
  return ts_language_field_name_for_id(language, field);
}
