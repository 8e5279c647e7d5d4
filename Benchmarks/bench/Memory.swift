import AllocationCounter
import Foundation

/// What the process says of its memory.
enum Memory {
  /// Bytes of the heap in use; 0 where the platform does not say.
  static var liveBytes: Int { Int(allocation_counter_live_bytes()) }

  /// Allocations so far.
  static var allocations: Int { Int(allocation_counter_calls()) }

  /// The largest resident size so far in bytes.
  static var peakBytes: Int {
    #if os(Linux)
      let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      let kibibytes = line?.split(separator: " ").dropLast().last.flatMap { Int($0) }
      return (kibibytes ?? 0) * 1024
    #else
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}

/// Proof that the allocation counter counts.
struct AllocationCheck {
  /// Allocations that were made.
  let made = 1000
  /// Allocations that were counted; `nil` where the platform does not count.
  let counted: Int?

  private final class Cell {
    let value: Int
    init(_ value: Int) { self.value = value }
  }

  /// Allocates a known number of objects and compares.
  init() {
    guard allocation_counter_counts() else {
      counted = nil
      return
    }
    var cells: [Cell] = []
    cells.reserveCapacity(made)
    let before = Memory.allocations
    for value in 0..<made { cells.append(Cell(value)) }
    let after = Memory.allocations
    counted = cells.reduce(0) { $0 + $1.value } == made * (made - 1) / 2 ? after - before : nil
  }

  /// Whether figures of this counter may be printed.
  var isGood: Bool { counted == made }

  /// The line printed at the start.
  var text: String {
    guard let counted else { return "allocation counter: not counted on this platform" }
    let line = "allocation counter: \(made) allocations counted as \(counted)"
    return isGood ? line : line + "; its figures are left out"
  }
}
