// Scalars: text to exact values, each fault with its own code and help (RULES.md N-001).
extension RuleReader {
  /// A decimal with at most `scale` decimals, as an integer of `10^-scale`.
  mutating func decimal(_ cell: Cell, scale: Int) -> Int64? {
    do throws(Decimals.Failure) {
      return try Decimals.parse(cell.bytes, scale: scale)
    } catch {
      report(error, cell, scale)
      return nil
    }
  }

  private mutating func report(_ failure: Decimals.Failure, _ cell: Cell, _ scale: Int) {
    let text = Diagnostic.quote(cell.text)
    switch failure {
    case .tooPrecise where scale == 0:
      report(
        .numberTooPrecise, "\(text) is not a whole number", help: "write it without decimals",
        path: path(cell), at: cell.span)
    case .tooPrecise:
      report(
        .numberTooPrecise, "\(text) has more than \(scale) decimals",
        help: "write at most \(scale) decimals", path: path(cell), at: cell.span)
    case .outOfRange:
      report(
        .numberOutOfRange, "\(text) is out of range", help: "write a smaller number",
        path: path(cell), at: cell.span)
    case .malformed:
      if let plain = NumberSlip.withoutSeparators(cell.bytes) {
        report(
          .thousandsSeparator, "\(text) has a thousands separator",
          help: "write `\(plain)`", path: path(cell), at: cell.span)
        return
      }
      report(
        .numberMalformed, "\(text) is not a number",
        help: NumberSlip.meant(cell.bytes).map { "write `\($0)`" }
          ?? "write a decimal such as `12.50`",
        path: path(cell), at: cell.span)
    }
  }

  func path(_ cell: Cell) -> String { cell.node >= 0 ? tree.path(of: cell.node) : "" }

  /// An amount in millionths.
  mutating func amount(_ name: String, _ view: inout FieldView) -> Int64? {
    note(name, view, .decimal)
    guard let cell = cell(name, &view) else { return nil }
    return decimal(cell, scale: Money.scale)
  }

  /// A quantity within bounds.
  mutating func quantity(_ name: String, _ view: inout FieldView) -> Quantity? {
    note(name, view, .decimal)
    guard let cell = cell(name, &view) else { return nil }
    return quantity(cell)
  }

  mutating func quantity(_ cell: Cell) -> Quantity? {
    guard let value = decimal(cell, scale: Quantity.scale) else { return nil }
    guard let quantity = Quantity(thousandths: value) else {
      report(
        .numberOutOfRange, "\(Diagnostic.quote(cell.text)) is beyond a thousand million units",
        help: "write a smaller quantity", path: path(cell), at: cell.span)
      return nil
    }
    return quantity
  }

  /// A rate: `12.5%` or a fraction.
  mutating func rate(_ name: String, _ view: inout FieldView) -> Rate? {
    note(name, view, .rate)
    return cell(name, &view).flatMap { rate($0) }
  }

  mutating func rate(_ cell: Cell) -> Rate? {
    if let rate = Rate(cell.text) { return rate }
    let isPercent = cell.bytes.last == 37
    let digits = isPercent ? cell.bytes.dropLast() : cell.bytes
    do throws(Decimals.Failure) {
      _ = try Decimals.parse(digits, scale: isPercent ? 4 : 6)
    } catch .tooPrecise {
      report(
        .numberTooPrecise, "\(Diagnostic.quote(cell.text)) is finer than 0.0001 %",
        help: "write at most 4 decimals of a percentage", path: path(cell), at: cell.span)
      return nil
    } catch {
      report(
        .badRate, "\(Diagnostic.quote(cell.text)) is not a rate",
        help: "write `12.5%` or `0.125`", path: path(cell), at: cell.span)
      return nil
    }
    report(
      .numberOutOfRange, "the rate \(Diagnostic.quote(cell.text)) is out of range",
      help: "write a rate within ±100000 %", path: path(cell), at: cell.span)
    return nil
  }

  mutating func factor(_ name: String, _ view: inout FieldView) -> Factor? {
    note(name, view, .factor)
    guard let cell = cell(name, &view) else { return nil }
    return factor(cell)
  }

  mutating func factor(_ cell: Cell) -> Factor? {
    if let factor = Factor(cell.text) { return factor }
    report(
      .badFactor, "\(Diagnostic.quote(cell.text)) is not a ratio above zero",
      help: "write `24`, `0.3048` or `1/3`", path: path(cell), at: cell.span)
    return nil
  }

  mutating func currency(_ name: String, _ view: inout FieldView) -> Currency? {
    note(name, view, .currency)
    guard let cell = cell(name, &view) else { return nil }
    if let currency = Currency(cell.text) { return currency }
    report(
      .unknownCurrency, "there is no currency \(Diagnostic.quote(cell.text))",
      help: Suggestion.currencyHelp(cell.text), path: path(cell), at: cell.span)
    return nil
  }

  mutating func flag(_ name: String, _ view: inout FieldView) -> Bool? {
    note(name, view, .flag)
    guard let cell = cell(name, &view) else { return nil }
    switch cell.text {
    case "true": return true
    case "false": return false
    default:
      report(
        .wrongType, "\(Diagnostic.quote(cell.text)) is not a flag",
        help: "write `true` or `false`", path: path(cell), at: cell.span)
      return nil
    }
  }

  mutating func integer(_ name: String, _ range: ClosedRange<Int64>, _ view: inout FieldView)
    -> Int64?
  {
    note(name, view, .whole(range))
    return cell(name, &view).flatMap { integer($0, range) }
  }

  mutating func integer(_ cell: Cell, _ range: ClosedRange<Int64>) -> Int64? {
    guard let value = decimal(cell, scale: 0) else { return nil }
    guard range.contains(value) else {
      report(
        .numberOutOfRange, "\(Diagnostic.quote(cell.text)) is out of range",
        help: "write a whole number from \(range.lowerBound) to \(range.upperBound)",
        path: path(cell), at: cell.span)
      return nil
    }
    return value
  }

  /// One of the words of an enumeration.
  mutating func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, _ view: inout FieldView
  ) -> Value? where Value.RawValue == String {
    note(name, view, .words(Value.allCases.map { $0.rawValue }))
    guard let cell = cell(name, &view) else { return nil }
    if let value = Value(rawValue: cell.text) { return value }
    unknownChoice(cell, Value.allCases.map { $0.rawValue })
    return nil
  }

  mutating func unknownChoice(_ cell: Cell, _ words: [String]) {
    if recorder != nil { record(words: words, of: cell) }
    report(
      .unknownChoice, "\(Diagnostic.quote(cell.text)) is not one of the choices",
      help: Suggestion.closest(to: cell.text, among: words).map { "did you mean `\($0)`?" }
        ?? "write \(words.joined(separator: ", "))",
      path: path(cell), at: cell.span)
  }

  /// Text of at most 4,096 bytes.
  mutating func text(_ name: String, _ view: inout FieldView) -> String? {
    note(name, view, .text)
    guard let cell = cell(name, &view), !isFlag(cell) else { return nil }
    guard cell.bytes.count <= 4096 else {
      report(
        .textTooLong, "the text has more than 4096 bytes", help: "shorten it", path: path(cell),
        at: cell.span)
      return nil
    }
    return cell.text
  }

  /// The id of something, which must be there and fit (RULES.md N-004).
  mutating func id(_ view: inout FieldView) -> String? {
    note("id", view, .id)
    if let cell = cell("id", &view) {
      if !isFlag(cell), isIdentifier(cell) { return cell.text }
    } else {
      missing("id", view)
    }
    // Nothing else of the object is read, so nothing else can be said of it.
    view.abandon()
    return nil
  }

  /// Whether JSON states a flag where a text belongs, which is reported (RULES.md U-042).
  private mutating func isFlag(_ cell: Cell) -> Bool {
    guard cell.node >= 0, [.true, .false].contains(tree.kind(of: cell.node)) else { return false }
    wrongType(cell.node, "text")
    return true
  }

  mutating func isIdentifier(_ cell: Cell, _ noun: String = "id") -> Bool {
    if RuleReader.isBlank(cell.bytes) {
      report(
        .emptyText,
        "the \(noun) is \(cell.bytes.isEmpty ? "empty" : "nothing but blanks")",
        help: "write 1 to 120 bytes", path: path(cell), at: cell.span)
      return false
    }
    guard cell.bytes.count > 120 || cell.bytes.contains(where: { $0 < 32 || $0 == 127 }) else {
      return true
    }
    report(
      .badIdentifier,
      "\(Diagnostic.quote(cell.text)) cannot be \(noun == "id" ? "an id" : "a \(noun)")",
      help: "use 1 to 120 bytes without control characters", path: path(cell), at: cell.span)
    return false
  }

  // MARK: Time

  /// A date (its first instant in the book's zone) or an instant.
  mutating func moment(_ cell: Cell) -> Instant? {
    if cell.bytes.count > 10, let instant = Instant(utf8: cell.bytes) { return instant }
    return date(cell).map { book.zone.start(of: $0) }
  }

  mutating func date(_ cell: Cell) -> CivilDate? {
    if let date = CivilDate(utf8: cell.bytes) { return date }
    let text = Diagnostic.quote(cell.text)
    let isSlashed = cell.bytes.contains(47)
    let hasForm =
      cell.bytes.count == 10
      && cell.bytes.enumerated().allSatisfy { index, byte in
        index == 4 || index == 7 ? byte == 45 : (48...57).contains(byte)
      }
    if isSlashed {
      report(
        .slashDate, "\(text) is written with slashes",
        help: RuleReader.dashed(cell.text).map { "write `\($0)`" } ?? "write YYYY-MM-DD",
        path: path(cell), at: cell.span)
    } else if hasForm {
      report(
        .impossibleDate, "there is no day \(text)", help: "write a day of the calendar",
        path: path(cell), at: cell.span)
    } else if cell.bytes.count > 10, cell.bytes.contains(84) || cell.bytes.contains(58) {
      report(
        .badInstant, "\(text) is not a point in time",
        help: "write `2025-03-01T08:00:00+08:00`", path: path(cell), at: cell.span)
    } else {
      report(
        .badDate, "\(text) is not a date",
        help: NumberSlip.date(cell.bytes).map { "write `\($0)`" } ?? "write YYYY-MM-DD",
        path: path(cell), at: cell.span)
    }
    return nil
  }

  /// `2025/3/1` as `2025-03-01`; `nil` when it cannot be guessed.
  private static func dashed(_ text: String) -> String? {
    let parts = text.split(separator: "/").compactMap { Int($0) }
    guard parts.count == 3 else { return nil }
    return CivilDate(year: parts[0], month: parts[1], day: parts[2]).map { "\($0)" }
  }

  /// A validity of three fields: from, until (not included) or through (included).
  mutating func validity(
    _ from: String, _ until: String, _ through: String, _ view: inout FieldView
  ) -> Validity {
    note(from, view, .moment)
    note(until, view, .moment)
    note(through, view, .date)
    var result = Validity.always
    if let cell = cell(from, &view), let start = moment(cell) { result.from = start }
    let end = cell(until, &view)
    let last = cell(through, &view)
    if let end, let last {
      report(
        .conflictingFields, "both `\(until)` and `\(through)` are given",
        help: "keep `\(until)` (not included) or `\(through)` (included)", path: path(end),
        at: last.span)
    } else if let end, let instant = moment(end) {
      result.until = instant
    } else if let last, let day = date(last) {
      result.until = day.adding(days: 1).map { book.zone.start(of: $0) } ?? .distantFuture
    }
    return result
  }

  /// The same with since when it is known (RULES.md V-002).
  mutating func since(_ validity: Validity, _ view: inout FieldView) -> Validity {
    note("known", view, .moment)
    var result = validity
    if let cell = cell("known", &view), let known = moment(cell) { result.known = known }
    return result
  }

  mutating func rowValidity(_ view: inout FieldView) -> Validity {
    validity("validFrom", "validUntil", "validThrough", &view)
  }

  /// `{"mode": "halfUp", "scale": 2}`.
  mutating func rounding(_ name: String, _ view: inout FieldView) -> Rounding? {
    note(name, view, .rounding)
    guard let node = member(name, &view), var inner = object(node) else { return nil }
    var result = Rounding()
    if let mode: RoundingMode = choice("mode", &inner) { result.mode = mode }
    if let scale = integer("scale", 0...6, &inner) { result.scale = Int(scale) }
    finish(inner)
    return result
  }
}
