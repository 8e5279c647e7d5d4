// What conditions ask of their fields (RULES.md C-003).
extension RuleReader {
  /// What the values of a field are.
  enum Values {
    case texts, numbers, dates, times, flags, any
  }

  static func values(_ field: ConditionField) -> Values {
    switch field {
    case .lineQuantity, .lineAmount, .lineUnitPrice, .orderNth, .total, .productStock: .numbers
    case .orderDate, .lastOrder, .lineExpires: .dates
    case .orderTime: .times
    case .lineManual: .flags
    case .customerAttribute, .orderAttribute, .productAttribute, .lineAttribute: .any
    default: .texts
    }
  }

  /// Whether a test of this kind can ever hold; one that cannot is reported.
  private mutating func fits(_ node: Int, _ field: ConditionField, _ kind: Values) -> Bool {
    let values = RuleReader.values(field)
    if values == .any || values == kind { return true }
    switch values {
    case .numbers: wrongType(node, "a range such as `{\"from\": \"10\", \"below\": \"20\"}`")
    case .dates: wrongType(node, "a period such as `{\"from\": \"2025-03-01\"}`")
    case .times: wrongType(node, "a span such as `{\"from\": \"20:00\", \"below\": \"22:00\"}`")
    case .flags: wrongType(node, "`true` or `false`")
    default: wrongType(node, "a text, a list of texts or `{\"exists\": true}`")
    }
    return false
  }

  mutating func test(_ node: Int, _ field: ConditionField) -> ConditionTest? {
    let kind = tree.kind(of: node)
    if kind == .true || kind == .false, !fits(node, field, .flags) { return nil }
    if kind == .string || kind == .number || kind == .array {
      guard fits(node, field, .texts) else { return nil }
    }
    switch tree.kind(of: node) {
    case .true: return .flag(true)
    case .false: return .flag(false)
    case .string, .number:
      return scalar(node).map { .isIn([$0.text]) }
    case .array:
      let names = list(node).compactMap { scalar($0)?.text }
      if names.isEmpty, tree.count(of: node) == 0 {
        report(
          .emptyList, "the list is empty, so the condition never holds",
          help: "name at least one, or leave the condition out", path: tree.path(of: node),
          at: tree.span(of: node))
      }
      return .isIn(names)
    case .object:
      guard var view = object(node) else { return nil }
      return rangeTest(node, &view, field)
    case .null, .invalid: return nil
    }
  }

  /// The members of a range and of what stands in its place.
  private struct Bounds {
    var from: Cell?
    var above: Cell?
    var below: Cell?
    var upTo: Cell?
    var until: Cell?
    var through: Cell?
    var exists: Cell?
    var days: (name: String, node: Int)?

    var isEmpty: Bool {
      let numbers = from == nil && above == nil && below == nil && upTo == nil
      return numbers && until == nil && through == nil
    }
  }

  private mutating func range(_ view: inout FieldView) -> Bounds {
    var range = Bounds()
    range.from = cell("from", &view)
    range.above = cell("above", &view)
    range.below = cell("below", &view)
    range.upTo = cell("upTo", &view)
    range.until = cell("until", &view)
    range.through = cell("through", &view)
    range.exists = cell("exists", &view)
    for name in ["daysAgo", "daysAhead"] {
      guard let node = member(name, &view) else { continue }
      if let other = range.days {
        report(
          .conflictingFields, "`\(other.name)` and `\(name)` stand together",
          help: "keep one of them", path: tree.path(of: node), at: tree.span(of: node))
      }
      range.days = (name, node)
    }
    return range
  }

  private mutating func rangeTest(
    _ node: Int, _ view: inout FieldView, _ field: ConditionField
  ) -> ConditionTest? {
    let range = range(&view)
    let exists = flag("exists", &view)
    finish(view)
    if let exists, let cell = range.exists { return existsTest(exists, cell, range, node) }
    if let days = range.days {
      if !range.isEmpty {
        report(
          .conflictingFields, "`\(days.name)` stands beside a range",
          help: "put the bounds of the days inside `\(days.name)`", path: tree.path(of: node),
          at: tree.span(of: days.node))
      }
      guard fits(node, field, .dates) else { return nil }
      return daysTest(days.name, days.node)
    }
    if field == .orderTime { return timeTest(node, &view, range) }
    let isDate =
      range.until != nil || range.through != nil || RuleReader.values(field) == .dates
      || (range.from).map { CivilDate(utf8: $0.bytes) != nil } ?? false
    if isDate { return dateTest(node, field, range) }
    guard !range.isEmpty else {
      missing("from", view)
      return nil
    }
    guard fits(node, field, .numbers) else { return nil }
    return .number(bounds(range, scale: Money.scale))
  }

  private mutating func existsTest(
    _ exists: Bool, _ cell: Cell, _ range: Bounds, _ node: Int
  ) -> ConditionTest {
    if !exists {
      report(
        .unknownChoice, "`exists` cannot be `false`",
        help: "put `{\"exists\": true}` inside a `not`", path: tree.path(of: node), at: cell.span)
    } else if !range.isEmpty || range.days != nil {
      report(
        .conflictingFields, "`exists` stands beside a range",
        help: "leave `exists` out; a range holds only where the field is known",
        path: tree.path(of: node), at: cell.span)
    }
    return .exists
  }

  /// Bounds of a number, which some number must be able to meet.
  private mutating func bounds(_ range: Bounds, scale: Int) -> MeasureBounds {
    let bounds = MeasureBounds(
      from: range.from.flatMap { decimal($0, scale: scale) },
      above: range.above.flatMap { decimal($0, scale: scale) },
      below: range.below.flatMap { decimal($0, scale: scale) },
      upTo: range.upTo.flatMap { decimal($0, scale: scale) })
    if !bounds.canBeMet, let last = range.below ?? range.upTo {
      let ends = (range.below == nil ? "upTo" : "below", range.from == nil ? "above" : "from")
      report(
        .emptyRange, "the range ends before it begins", help: "let `\(ends.0)` exceed `\(ends.1)`",
        path: path(last), at: last.span)
    }
    return bounds
  }

  private mutating func daysTest(_ name: String, _ node: Int) -> ConditionTest? {
    guard var view = object(node) else { return nil }
    var range = Bounds()
    range.from = cell("from", &view)
    range.above = cell("above", &view)
    range.below = cell("below", &view)
    range.upTo = cell("upTo", &view)
    finish(view)
    guard !range.isEmpty else {
      missing("from", view)
      return nil
    }
    let days = bounds(range, scale: 0)
    return name == "daysAgo" ? .daysAgo(days) : .daysAhead(days)
  }

  private mutating func timeTest(
    _ node: Int, _ view: inout FieldView, _ range: Bounds
  ) -> ConditionTest? {
    if let other = range.above ?? range.upTo ?? range.until ?? range.through {
      report(
        .conflictingFields, "a time of day has only the bounds `from` and `below`",
        help: "write `{\"from\": \"20:00\", \"below\": \"22:00\"}`", path: path(other),
        at: other.span)
      return nil
    }
    guard !range.isEmpty else {
      missing("from", view)
      return nil
    }
    let from = range.from.flatMap { timeOfDay($0) }
    let below = range.below.flatMap { timeOfDay($0) }
    if let from, let below, below <= from, let last = range.below {
      report(
        .emptyRange, "the range ends before it begins",
        help: "a span over midnight is two: `any` of one before and one after it",
        path: path(last), at: last.span)
    }
    return .time(from: from, below: below)
  }

  /// `20:00` as minutes after midnight.
  private mutating func timeOfDay(_ cell: Cell) -> Int32? {
    let bytes = Array(cell.bytes)
    if bytes.count == 5, bytes[2] == 58, let hour = CivilDate.number(bytes[0..<2]), hour < 24,
      let minute = CivilDate.number(bytes[3..<5]), minute < 60
    {
      return Int32(hour * 60 + minute)
    }
    report(
      .badTime, "\(Diagnostic.quote(cell.text)) is not a time of day",
      help: "write `HH:MM`, from `00:00` to `23:59`", path: path(cell), at: cell.span)
    return nil
  }

  private mutating func dateTest(
    _ node: Int, _ field: ConditionField, _ range: Bounds
  ) -> ConditionTest? {
    if let last = range.through ?? range.below, range.below != nil || range.until != nil {
      report(
        .conflictingFields, "the period states two ends",
        help: "keep `until` (not included) or `through` (included)", path: path(last),
        at: last.span)
    }
    if let other = range.above ?? range.upTo {
      report(
        .conflictingFields, "a period has only the bounds `from`, `until` and `through`",
        help: "write `{\"from\": \"2025-03-01\", \"through\": \"2025-03-31\"}`", path: path(other),
        at: other.span)
    }
    guard fits(node, field, .dates) else { return nil }
    let start = range.from.flatMap { date($0) }
    let end =
      range.through.flatMap { date($0)?.adding(days: 1) } ?? range.until.flatMap { date($0) }
    if let start, let end, end <= start, let last = range.through ?? range.until {
      report(
        .emptyRange, "the range ends before it begins", help: "let it end after it begins",
        path: path(last), at: last.span)
    }
    return .date(from: start, until: end)
  }
}
