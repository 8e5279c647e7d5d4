/// The share of scans out of region that is proved with 95 % confidence (RULES.md W-009).
///
/// Everything is decided in integers: with z² = 3.8415 the bound lies above P ÷ D where
/// k·D > n·P and 10000·(k·D − n·P)² > 38415·n·P·(D − P).
public enum WilsonBound {
  /// Scans that can be counted: 2³⁶ − 1.
  static let limit: Int64 = (1 << 36) - 1
  private static let scale: Int64 = 1_000_000

  /// Whether the lower bound of `hits` out of `count` lies above a rate.
  /// - Throws: ``NumericError/overflow`` beyond 2³⁶ − 1 scans, or where `hits` is not within
  ///   `0...count`, or the rate not within 0…100 %.
  public static func exceeds(
    _ rate: Rate, hits: Int64, of count: Int64
  ) throws(NumericError) -> Bool {
    try check(hits, count)
    guard (0...scale).contains(rate.millionths) else { throw .overflow }
    return isAbove(rate.millionths, hits, count)
  }

  /// The lower bound, cut down to 0.0001 %.
  /// - Throws: As ``exceeds(_:hits:of:)``.
  public static func lower(hits: Int64, of count: Int64) throws(NumericError) -> Rate {
    try check(hits, count)
    var low: Int64 = 0
    var high = scale
    // The largest rate below the bound; rates above it fail, rates below it hold.
    while low + 1 < high {
      let middle = (low + high) / 2
      if isAbove(middle, hits, count) { low = middle } else { high = middle }
    }
    return Rate(unchecked: low)
  }

  private static func check(_ hits: Int64, _ count: Int64) throws(NumericError) {
    guard hits >= 0, hits <= count, count <= limit else { throw .overflow }
  }

  private static func isAbove(_ part: Int64, _ hits: Int64, _ count: Int64) -> Bool {
    let gap = Int128(hits) * Int128(scale) - Int128(count) * Int128(part)
    guard gap > 0 else { return false }
    let spread = 38_415 * Int128(count) * Int128(part) * Int128(scale - part)
    return 10_000 * gap * gap > spread
  }
}

/// How a dealer's share of scans out of region is to be taken (RULES.md W-009).
public enum ShareLevel: String, Hashable, Sendable, CaseIterable {
  /// The share is not above the threshold.
  case quiet
  /// It is, but it may be chance, or the scans are few.
  case watch
  /// It is, proved.
  case alert
}
