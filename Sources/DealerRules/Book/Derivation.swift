/// What a derived price or a bound starts from (RULES.md P-020).
public enum PriceBase: Hashable, Sendable {
  /// The product's cost.
  case cost
  /// Another price kind, by its own access sequence.
  case kind(String)
  /// Another table alone.
  case table(String)
}

/// A lower or upper bound of a unit price: `base × factor + plus` (RULES.md P-023).
public struct PriceBound: Hashable, Sendable {
  /// What the bound starts from; `nil` makes it the plain amount ``plus``.
  public var base: PriceBase?
  /// Multiplies the base.
  public var factor: Rate
  /// Added after the factor, in millionths of the row's currency per base unit.
  public var plus: Int64

  /// Creates a bound.
  public init(base: PriceBase? = nil, factor: Rate = .one, plus: Int64 = 0) {
    self.base = base
    self.factor = factor
    self.plus = plus
  }
}

/// The step and ending that a derived price is settled to (RULES.md P-022).
///
/// The price becomes a multiple of ``step`` by ``mode``, then ``ending`` is added: step 1.00 and
/// ending −0.01 give prices such as 12.99.
public struct PricePoint: Hashable, Sendable {
  /// The step in millionths, at least 1.
  public var step: Int64
  /// Added after the step, in millionths.
  public var ending: Int64
  /// How the step is reached.
  public var mode: RoundingMode

  /// Creates a price point; the default keeps 6 decimals, half-up.
  public init(step: Int64 = 1, ending: Int64 = 0, mode: RoundingMode = .halfUp) {
    self.step = step
    self.ending = ending
    self.mode = mode
  }
}

/// A price computed from another: `base × factor + plus`, settled, then bounded (RULES.md P-020).
public struct Derivation: Hashable, Sendable {
  /// What it starts from.
  public var base: PriceBase
  /// Multiplies the base.
  public var factor: Rate
  /// Added after the factor, in millionths of the row's currency per base unit.
  public var plus: Int64
  /// The step and ending of the result.
  public var point: PricePoint
  /// Lower bound of the result, or `nil`.
  public var floor: PriceBound?
  /// Upper bound of the result, or `nil`.
  public var ceiling: PriceBound?

  /// Creates a derivation.
  public init(
    base: PriceBase, factor: Rate = .one, plus: Int64 = 0, point: PricePoint = PricePoint(),
    floor: PriceBound? = nil, ceiling: PriceBound? = nil
  ) {
    self.base = base
    self.factor = factor
    self.plus = plus
    self.point = point
    self.floor = floor
    self.ceiling = ceiling
  }
}
