/// Charts as SVG: axes with units, colours from the page so that they follow light and dark.
enum Chart {
  /// One bar and what it says.
  struct Bar {
    var name: String
    /// Where it begins and ends, in any unit.
    var from: Double
    var to: Double
    /// What stands beside it.
    var label: String
    /// The colour: `total`, `fall`, `rise` or `plain`.
    var kind: String
  }

  /// Bars beside one another along a common axis.
  static func bars(_ bars: [Bar], title: String, unit: String) -> String {
    let row = 24.0
    let (left, width, right) = (190.0, 430.0, 140.0)
    let height = Double(bars.count) * row + 46
    let low = min(0, bars.map { min($0.from, $0.to) }.min() ?? 0)
    let high = max(0, bars.map { max($0.from, $0.to) }.max() ?? 0)
    let span = high > low ? high - low : 1
    let place = { (value: Double) in left + (value - low) / span * width }
    var parts = [
      "<svg viewBox=\"0 0 \(number(left + width + right)) \(number(height))\" role=\"img\" "
        + "aria-label=\"\(TestReport.escaped(title))\" xmlns=\"http://www.w3.org/2000/svg\">",
      "<title>\(TestReport.escaped(title))</title>",
    ]
    for (index, bar) in bars.enumerated() {
      let y = Double(index) * row + 6
      let start = place(min(bar.from, bar.to))
      let length = max(1, abs(place(bar.to) - place(bar.from)))
      parts.append(text(left - 8, y + 13, bar.name, "end", within: left - 12))
      parts.append(
        "<rect class=\"\(bar.kind)\" x=\"\(number(start))\" y=\"\(number(y))\" "
          + "width=\"\(number(length))\" height=\"16\"/>")
      parts.append(text(start + length + 6, y + 13, bar.label, "start"))
    }
    parts += axis(low, high, place, Double(bars.count) * row + 10, unit)
    return (parts + ["</svg>"]).joined(separator: "\n")
  }

  /// The line of zero, an axis with both ends, and the unit.
  private static func axis(
    _ low: Double, _ high: Double, _ place: (Double) -> Double, _ y: Double, _ unit: String
  ) -> [String] {
    let ends = low == high ? [low] : [low, high]
    let zero = number(place(0))
    return [
      "<line class=\"axis\" x1=\"\(number(place(low)))\" y1=\"\(number(y))\" "
        + "x2=\"\(number(place(high)))\" y2=\"\(number(y))\"/>",
      "<line class=\"axis\" x1=\"\(zero)\" y1=\"0\" x2=\"\(zero)\" y2=\"\(number(y))\"/>",
    ]
      + ends.map { text(place($0), y + 16, round($0), "middle") }
      + [text(place(low), y + 32, unit, "start")]
  }

  /// A text; one that does not fit a width is shortened, and whole in its title.
  private static func text(
    _ x: Double, _ y: Double, _ text: String, _ anchor: String, within width: Double = .infinity
  ) -> String {
    let shown = shortened(text, to: width)
    let title = shown == text ? "" : "<title>\(TestReport.escaped(text))</title>"
    return "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">"
      + "\(title)\(TestReport.escaped(shown))</text>"
  }

  /// As much of a text as fits, and an ellipsis for the rest.
  private static func shortened(_ text: String, to width: Double) -> String {
    let widths = text.map { $0.unicodeScalars.reduce(0) { $0 + Chart.width($1) } }
    guard widths.reduce(0, +) > width else { return text }
    var room = width - 12
    let count = widths.prefix { part in
      room -= part
      return room >= 0
    }.count
    return text.prefix(count) + "…"
  }

  /// About how wide a letter of the page is, rather more than less: fonts differ.
  private static func width(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "a"..."z" where scalar != "m" && scalar != "w": 7.5
    case "0"..."9", "-", ".", ",", ":", "/", "_", " ": 7.5
    case "m", "w", "M", "W", "@", "%": 12
    default: scalar.value > 0x2E7F ? 12.5 : 9
    }
  }

  /// A place on the page to a tenth.
  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }

  private static func round(_ value: Double) -> String { "\(Int(value.rounded()))" }
}
