// Counts heap allocations by standing in front of the allocator of glibc. An executable that links
// this file defines malloc itself, so that every library of the process, the Swift runtime
// included, comes through here. Nothing but an atomic addition happens on the way.
#include "allocation_counter.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

static _Atomic uint64_t calls;
static _Atomic bool is_armed;

__attribute__((noinline)) void allocation_counter_trap(void) { __asm__ volatile(""); }

void allocation_counter_arm(bool armed) { atomic_store(&is_armed, armed); }

uint64_t allocation_counter_calls(void) {
  return atomic_load_explicit(&calls, memory_order_relaxed);
}

#if defined(__GLIBC__)

#include <errno.h>
#include <malloc.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static inline void count(void) {
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  if (atomic_load_explicit(&is_armed, memory_order_relaxed)) allocation_counter_trap();
}

void *malloc(size_t size) {
  count();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count();
  return __libc_calloc(number, size);
}

void *realloc(void *block, size_t size) {
  count();
  return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) {
    return EINVAL;
  }
  count();
  void *found = __libc_memalign(alignment, size);
  if (found == NULL) return ENOMEM;
  *block = found;
  return 0;
}

bool allocation_counter_counts(void) { return true; }

uint64_t allocation_counter_live_bytes(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

#elif defined(__APPLE__)

#include <malloc/malloc.h>

bool allocation_counter_counts(void) { return false; }

uint64_t allocation_counter_live_bytes(void) {
  malloc_statistics_t statistics;
  malloc_zone_statistics(NULL, &statistics);
  return statistics.size_in_use;
}

#else

bool allocation_counter_counts(void) { return false; }

uint64_t allocation_counter_live_bytes(void) { return 0; }

#endif
