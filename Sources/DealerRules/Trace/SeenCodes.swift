/// How each code was counted for a dealer and period, in memory that the trace bounds and not the
/// scans (RULES.md W-009, W-012).
///
/// A period of which few codes were seen keeps those, any other one byte of every code. Both are
/// of the dealer for whom a code was counted first; the few that had another one stand apart.
struct SeenCodes: Sendable {
  private struct Page: Sendable {
    var few = SparseBytes()
    /// A byte for each code of the trace; empty while few were seen.
    var all: [UInt8] = []
  }

  /// What an entry of ``others`` takes, its share of the spare room included.
  private static let otherBytes = 32
  /// What codes and periods may take together.
  static let bytesPerCode = 64
  static let leastBytes = 64 << 20

  private let codes: Int
  private let budget: Int
  private var spent = 0
  private var owners: [Int32] = []
  private var places: [Int32: Int] = [:]
  private var pages: [Page] = []
  private var others: [UInt64: UInt8] = [:]

  /// - Parameter least: What they may take where the trace has few codes.
  init(codes: Int, least: Int = leastBytes) {
    self.codes = codes
    let (bytes, overflow) = codes.multipliedReportingOverflow(by: SeenCodes.bytesPerCode)
    budget = overflow ? Int.max : max(bytes, least)
  }

  /// Changes how a code was counted for a dealer in a period, which is row `row`; false where there
  /// is no room for it.
  mutating func update(
    _ code: Int32, of dealer: Int32, in period: Int32, row: Int32,
    _ change: (inout UInt8) -> Void
  ) -> Bool {
    if owners.isEmpty { owners = Array(repeating: -1, count: codes) }
    if owners[Int(code)] < 0 { owners[Int(code)] = dealer }
    guard owners[Int(code)] == dealer else {
      let key = UInt64(UInt32(bitPattern: code)) << 32 | UInt64(UInt32(bitPattern: row))
      return updateOther(key, change)
    }
    let place = place(of: period)
    if pages[place].all.isEmpty, !pages[place].few.contains(code) {
      let size = pages[place].few.sizeWithAnother
      // Where entries would take as much, a byte of every code does.
      let isWide = size >= codes
      let more = (isWide ? codes : size) - pages[place].few.size
      guard budget - spent >= more else { return false }
      spent += more
      if isWide { widen(place) }
    }
    if pages[place].all.isEmpty {
      pages[place].few.update(code, change)
    } else {
      change(&pages[place].all[Int(code)])
    }
    return true
  }

  private mutating func place(of period: Int32) -> Int {
    if let place = places[period] { return place }
    places[period] = pages.count
    pages.append(Page())
    return pages.count - 1
  }

  /// Keeps a byte of every code in place of an entry of some.
  private mutating func widen(_ place: Int) {
    var all = [UInt8](repeating: 0, count: codes)
    pages[place].few.forEach { code, bits in all[Int(code)] = bits }
    pages[place] = Page(all: all)
  }

  private mutating func updateOther(_ key: UInt64, _ change: (inout UInt8) -> Void) -> Bool {
    let known = others[key]
    var bits = known ?? 0
    if known == nil, budget - spent < SeenCodes.otherBytes { return false }
    change(&bits)
    guard bits != known ?? 0 else { return true }
    // One that was cleared keeps its place.
    if known == nil { spent += SeenCodes.otherBytes }
    others[key] = bits
    return true
  }
}
