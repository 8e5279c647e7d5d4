/// Finds what an author most likely meant.
enum Suggestion {
  /// Candidates looked at; later ones are skipped.
  static let maximumCandidates = 2_000
  /// Bytes of a name; longer ones are skipped.
  static let maximumLength = 64

  /// The candidate closest to `name`, the first by bytes among equals; `nil` when none is close.
  ///
  /// Close means a Damerau–Levenshtein distance of at most a third of the name, at least 1 and at
  /// most 3; a difference in ASCII case alone counts 0.
  /// - Complexity: O(candidates × length²), with both bounded.
  static func closest(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.utf8)
    guard !wanted.isEmpty, wanted.count <= maximumLength else { return nil }
    let bound = min(3, max(1, wanted.count / 3))
    let folded = wanted.map(lowercased)
    var best: (distance: Int, name: String, bytes: [UInt8])?
    for candidate in candidates.prefix(maximumCandidates) where candidate != name {
      let bytes = Array(candidate.utf8)
      guard bytes.count <= maximumLength, abs(bytes.count - wanted.count) <= bound else { continue }
      let distance = distance(folded, bytes.map(lowercased))
      guard distance <= bound else { continue }
      if let current = best {
        if distance > current.distance { continue }
        let precedes = bytes.lexicographicallyPrecedes(current.bytes)
        if distance == current.distance, !precedes { continue }
      }
      best = (distance, candidate, bytes)
    }
    return best?.name
  }

  /// ``closest(to:among:)`` as a help line, "did you mean `discountBp`?".
  static func help(for name: String, among candidates: some Sequence<String>) -> String? {
    closest(to: name, among: candidates).map { "did you mean \(Diagnostic.quote($0))?" }
  }

  /// The code that a name of a currency stands for; some names in use are no codes.
  static func currencyHelp(_ name: String) -> String {
    let names = ["RMB": "CNY", "CNH": "CNY", "YUAN": "CNY", "NTD": "TWD", "EURO": "EUR"]
    let code = names[name.uppercased()] ?? closest(to: name, among: Currency.allCodes)
    return code.map { "did you mean `\($0)`?" } ?? "write an ISO 4217 code such as `CNY`"
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (65...90).contains(byte) ? byte | 32 : byte
  }

  /// Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var older = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    var row = last
    for i in 0..<a.count {
      row[0] = i + 1
      for j in 0..<b.count {
        let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
        var least = min(replaced, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, older[j - 1] + 1)
        }
        row[j + 1] = least
      }
      (older, last, row) = (last, row, older)
    }
    return last[b.count]
  }
}
