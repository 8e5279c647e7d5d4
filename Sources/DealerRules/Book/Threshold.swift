/// What is counted over lines (RULES.md O-013).
public enum MeasureKind: Hashable, Sendable {
  /// Quantity in this unit, `nil` for base units.
  case quantity(unit: String? = nil)
  /// Amounts.
  case amount
  /// How many lines.
  case lines
  /// How many different products.
  case products
  /// Base quantity times this number of the product.
  case attribute(String)
}

/// Which amounts a measure adds (RULES.md O-013).
public enum MeasureBase: String, Hashable, Sendable, CaseIterable {
  /// At the start of the phase.
  case opening
  /// At list.
  case list
  /// As they are when the offer's turn comes.
  case running
}

/// A sum over lines of an order (RULES.md O-013).
public struct LineMeasure: Hashable, Sendable {
  /// Which lines; `nil` for the lines of the offer.
  public var of: Condition?
  /// What is counted.
  public var kind: MeasureKind
  /// Which amounts.
  public var base: MeasureBase
  /// Whether each line is measured by itself.
  public var each: ChoiceScope

  /// Creates a measure over the lines of the offer together.
  public init(
    _ kind: MeasureKind, of: Condition? = nil, base: MeasureBase = .opening,
    each: ChoiceScope = .order
  ) {
    self.of = of
    self.kind = kind
    self.base = base
    self.each = each
  }
}

/// Bounds of a number; what is `nil` is open.
///
/// Of thresholds: millionths for amounts and attributes, thousandths for everything else. Of
/// conditions: millionths, or whole days.
public struct MeasureBounds: Hashable, Sendable {
  /// Not less than this.
  public var from: Int64?
  /// More than this.
  public var above: Int64?
  /// Less than this.
  public var below: Int64?
  /// Not more than this.
  public var upTo: Int64?

  /// Creates bounds.
  public init(
    from: Int64? = nil, above: Int64? = nil, below: Int64? = nil, upTo: Int64? = nil
  ) {
    self.from = from
    self.above = above
    self.below = below
    self.upTo = upTo
  }
}

extension MeasureBounds {
  /// Whether nothing is bounded.
  var isOpen: Bool { from == nil && above == nil && below == nil && upTo == nil }

  /// The lower end and whether it is left out; of two the one that demands more.
  var lower: (value: Int64, isOut: Bool)? {
    guard let above else { return from.map { ($0, false) } }
    guard let from, from > above else { return (above, true) }
    return (from, false)
  }

  /// The upper end and whether it is left out; of two the one that demands more.
  var upper: (value: Int64, isOut: Bool)? {
    guard let below else { return upTo.map { ($0, false) } }
    guard let upTo, upTo < below else { return (below, true) }
    return (upTo, false)
  }

  /// Whether a number lies within.
  func contains(_ number: Int64) -> Bool {
    if let lower, number < lower.value || number == lower.value && lower.isOut { return false }
    if let upper, number > upper.value || number == upper.value && upper.isOut { return false }
    return true
  }

  /// Whether some number lies within.
  var canBeMet: Bool {
    guard let lower, let upper else { return true }
    return lower.value < upper.value
      || lower.value == upper.value && !lower.isOut && !upper.isOut
  }
}

/// What an order must reach before an offer applies (RULES.md O-013).
public struct Threshold: Hashable, Sendable {
  /// What is measured.
  public var measure: LineMeasure
  /// What it must reach.
  public var bounds: MeasureBounds

  /// Creates a threshold.
  public init(_ measure: LineMeasure, _ bounds: MeasureBounds) {
    self.measure = measure
    self.bounds = bounds
  }
}
