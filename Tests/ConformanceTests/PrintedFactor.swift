import DealerRules

/// A conversion factor as UN/ECE Recommendation 20 prints it: `0,453 592 37 kg`, `10⁻³ m³`,
/// `3,785 412 x 10⁻³ m³`, `5/9 x K`.
enum PrintedFactor: Equatable {
  /// A number and the unit, possibly empty, that follows it.
  case factor(Factor, unit: String)
  case skipped(Reason)

  /// Why a text is not read.
  enum Reason: String, CaseIterable {
    case empty
    case unitOnly = "a unit without a number"
    case point = "a point for the decimal mark"
    case irregular = "a lost superscript, a formula or an approximation"
    case outOfBounds = "a number that Factor cannot hold"
  }

  init(_ text: String) {
    var scan = Scan(text)
    if scan.rest.isEmpty {
      self = .skipped(.empty)
    } else {
      self = scan.read()
    }
  }

  private struct Scan {
    var rest: Substring.UnicodeScalarView

    init(_ text: String) {
      let plain = text.unicodeScalars.map { $0 == "\u{A0}" ? " " : $0 }
      rest = String(String.UnicodeScalarView(plain)).unicodeScalars[...]
      skipSpaces()
      while rest.last == " " { rest.removeLast() }
    }

    static let superscripts: [Unicode.Scalar: Character] = [
      "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
      "⁹": "9", "⁻": "-",
    ]

    mutating func read() -> PrintedFactor {
      guard let first = rest.first, isDigit(first) else { return .skipped(.unitOnly) }
      var product: Factor? = .one
      while true {
        guard let (number, isPower) = term() else { return .skipped(.irregular) }
        switch rest.first {
        case ".": return .skipped(.point)
        case "-", "^": return .skipped(.irregular)
        // `103pascal` has lost its superscript; `10³m³` only lacks a space.
        case let next? where !isPower && next.properties.isAlphabetic && next != "x":
          return .skipped(.irregular)
        default: break
        }
        product = Factor(number).flatMap { product?.multiplied(by: $0) }
        guard takeTimes() else { break }
      }
      if startsWithDigit || hasSuperscriptFirst { return .skipped(.irregular) }
      let unit = String(rest)
      if unit.contains("approx") { return .skipped(.irregular) }
      return product.map { .factor($0, unit: unit) } ?? .skipped(.outOfBounds)
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    private var startsWithDigit: Bool { rest.first.map(isDigit) ?? false }
    private var hasSuperscriptFirst: Bool {
      rest.first.map { Scan.superscripts[$0] != nil } ?? false
    }

    private mutating func skipSpaces() {
      while rest.first == " " { rest.removeFirst() }
    }

    /// A number, a ratio of numbers or a power of ten, as ``Factor`` reads it.
    private mutating func term() -> (text: String, isPower: Bool)? {
      var text = number()
      var exponent = ""
      while let scalar = rest.first, let digit = Scan.superscripts[scalar] {
        exponent.append(digit)
        rest.removeFirst()
      }
      if !exponent.isEmpty { return text == "10" ? ("1e\(exponent)", true) : nil }
      let next = rest.dropFirst().first
      if rest.first == "/", let next, isDigit(next) {
        rest.removeFirst()
        text += "/" + number()
      }
      skipSpaces(unlessAlphabetic: true)
      return (text, false)
    }

    /// Digits with spaces between groups and at most one comma.
    private mutating func number() -> String {
      var text = ""
      while let scalar = rest.first {
        if isDigit(scalar) {
          text.unicodeScalars.append(scalar)
        } else if scalar == ",", !text.contains(".") {
          text += "."
        } else if scalar != " " || !(rest.drop { $0 == " " }.first.map(isDigit) ?? false) {
          break
        }
        rest.removeFirst()
      }
      return text
    }

    private mutating func skipSpaces(unlessAlphabetic: Bool) {
      let next = rest.drop { $0 == " " }
      if next.first?.properties.isAlphabetic != unlessAlphabetic { rest = next }
    }

    /// Takes ` x ` or ` × ` and says whether another number follows.
    private mutating func takeTimes() -> Bool {
      skipSpaces()
      guard rest.first == "x" || rest.first == "×" else { return false }
      rest.removeFirst()
      skipSpaces()
      return startsWithDigit
    }
  }
}
