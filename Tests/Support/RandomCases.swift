import Foundation

/// How many random cases a test looks at, so that a run of all tests is short and a long one of
/// some of them is possible.
public enum RandomCases {
  private static let times =
    ProcessInfo.processInfo.environment["DEALER_RULES_TIMES"].flatMap { Int($0) } ?? 1

  /// So many, times `DEALER_RULES_TIMES` where that is set.
  public static func count(_ usual: Int) -> Int { usual * max(times, 1) }
}
