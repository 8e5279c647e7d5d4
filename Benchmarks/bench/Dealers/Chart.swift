import Foundation

/// A curve over measured points as an SVG picture with logarithmic axes.
struct Chart {
  /// A named line of the picture.
  struct Series {
    var name: String
    var points: [(x: Double, y: Double)]
  }

  let title: String
  /// What the axes show, with units.
  let across: String
  let upward: String
  let series: [Series]

  private static let width = 640.0
  private static let height = 400.0
  private static let left = 80.0
  private static let right = 150.0
  private static let top = 40.0
  private static let bottom = 60.0
  private static let colours = ["#1b6ca8", "#c0392b", "#2e7d32", "#8e44ad"]

  private var all: [(x: Double, y: Double)] { series.flatMap { $0.points } }

  /// The powers of ten around some values.
  private func decades(_ values: [Double]) -> (from: Double, to: Double) {
    let least = values.min() ?? 1
    let most = values.max() ?? 10
    let from = log10(max(least, 1e-9)).rounded(.down)
    return (from, max(log10(max(most, 1e-9)).rounded(.up), from + 1))
  }

  private func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    let across = decades(all.map { $0.x })
    let upward = decades(all.map { $0.y })
    let inner = (
      x: Chart.width - Chart.left - Chart.right, y: Chart.height - Chart.top - Chart.bottom
    )
    return (
      Chart.left + (log10(x) - across.from) / (across.to - across.from) * inner.x,
      Chart.height - Chart.bottom - (log10(y) - upward.from) / (upward.to - upward.from) * inner.y
    )
  }

  private func number(_ value: Double) -> String { String(format: "%.1f", value) }

  /// A power of ten in words that fit an axis.
  private func tick(_ value: Double) -> String {
    switch value {
    case 1e6...: String(format: "%.0f M", value / 1e6)
    case 1e4...: String(format: "%.0f k", value / 1e3)
    case 1...: String(format: "%.0f", value)
    default: String(format: "%g", value)
    }
  }

  private func text(
    _ x: Double, _ y: Double, _ words: String, anchor: String = "middle", more: String = ""
  ) -> String {
    let safe = words.replacingOccurrences(of: "&", with: "&amp;")
      .replacingOccurrences(of: "<", with: "&lt;")
    return "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\"\(more)>"
      + "\(safe)</text>"
  }

  private func line(_ from: (Double, Double), _ to: (Double, Double), _ colour: String) -> String {
    "<line x1=\"\(number(from.0))\" y1=\"\(number(from.1))\" x2=\"\(number(to.0))\" "
      + "y2=\"\(number(to.1))\" stroke=\"\(colour)\"/>"
  }

  /// The picture.
  var svg: String {
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(Chart.width)) "
        + "\(Int(Chart.height))\" font-family=\"sans-serif\" font-size=\"12\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
      text(Chart.width / 2, 24, title, more: " font-size=\"15\""),
    ]
    parts += axes()
    for (index, series) in series.enumerated() {
      let colour = Chart.colours[index % Chart.colours.count]
      let places = series.points.map { place($0.x, $0.y) }
      let path = places.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
      parts.append(
        "<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"/>")
      for (point, spot) in zip(series.points, places) {
        parts.append(
          "<circle cx=\"\(number(spot.x))\" cy=\"\(number(spot.y))\" r=\"3\" fill=\"\(colour)\">"
            + "<title>\(tick(point.x)): \(number(point.y))</title></circle>")
      }
      let y = Chart.top + 16 + Double(index) * 18
      parts.append(
        text(
          Chart.width - Chart.right + 12, y, series.name, anchor: "start",
          more: " fill=\"\(colour)\""))
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  private func axes() -> [String] {
    let across = decades(all.map { $0.x })
    let upward = decades(all.map { $0.y })
    let floor = Chart.height - Chart.bottom
    let end = Chart.width - Chart.right
    var parts: [String] = []
    for power in stride(from: across.from, through: across.to, by: 1) {
      let x = place(pow(10, power), 1).x
      parts.append(line((x, Chart.top), (x, floor), "#dddddd"))
      parts.append(text(x, floor + 18, tick(pow(10, power))))
    }
    for power in stride(from: upward.from, through: upward.to, by: 1) {
      let y = place(1, pow(10, power)).y
      parts.append(line((Chart.left, y), (end, y), "#dddddd"))
      parts.append(text(Chart.left - 8, y + 4, tick(pow(10, power)), anchor: "end"))
    }
    parts.append(line((Chart.left, floor), (end, floor), "#333333"))
    parts.append(line((Chart.left, Chart.top), (Chart.left, floor), "#333333"))
    parts.append(text((Chart.left + end) / 2, Chart.height - 16, self.across))
    let middle = (Chart.top + floor) / 2
    parts.append(
      text(20, middle, self.upward, more: " transform=\"rotate(-90 20 \(number(middle)))\""))
    return parts
  }
}
