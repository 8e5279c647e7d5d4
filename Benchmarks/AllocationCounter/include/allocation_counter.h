#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/// Whether this platform's allocations are counted.
bool allocation_counter_counts(void);

/// Calls of malloc, calloc, realloc and the aligned forms so far, over all threads.
uint64_t allocation_counter_calls(void);

/// Bytes on the heap that are in use now; 0 where the platform does not say.
uint64_t allocation_counter_live_bytes(void);

/// A place for a debugger to stop: called for every allocation while armed.
void allocation_counter_trap(void);

/// Arms or disarms the trap.
void allocation_counter_arm(bool armed);

#endif
