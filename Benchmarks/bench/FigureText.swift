import Foundation

/// Figures as text: a line each, or one JSON object on one line.
enum FigureText {
  static func render(_ fields: [(String, String)], asJSON: Bool) -> String {
    guard asJSON else {
      return fields.map { name, value in
        name + String(repeating: " ", count: max(1, 32 - name.count)) + value
      }.joined(separator: "\n")
    }
    return "{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
  }

  /// A number with so many decimals.
  static func decimals(_ value: Double, _ count: Int) -> String {
    String(format: "%.\(count)f", value)
  }
}

extension [Duration] {
  /// The middle one, of an even number the later of the two.
  var median: Duration { sorted()[count / 2] }
}
