/// Checks in compiled form (RULES.md R-020 … R-026).
struct CheckTable: Sendable {
  enum Kind: UInt8, Sendable { case require, quantity, assortment, unusual, stock, transfers }

  /// One published check; −1 stands for what was left out.
  struct Terms: Sendable {
    var bookIndex: Int32
    var kind: Kind = .stock
    var outcome: TerritoryOutcome
    var unknown: TerritoryOutcome
    var level: Int32
    var from: Int64
    var until: Int64
    var when: Int32
    /// Whether lines are tested one by one.
    var isPerLine = false
    /// The condition required.
    var node: Int32 = -1
    // Quantities in thousandths.
    var least: Int64 = -1
    var most: Int64 = -1
    var multiple: Int64 = -1
    var scope = QuantityScope.line
    /// The fact counted toward `most`.
    var total: Int32 = -1
    /// Its goods are `goods[first..<end]`.
    var first = 0
    var end = 0
    // Numbers of lines, and rates of the usual quantity.
    var attribute: Int32 = -1
    var season: Int32 = -1
    var above: Int64 = -1
    var below: Int64 = -1
    var uncounted: Int64 = 0
    var control: Int64 = 0
  }

  /// What an assortment asks.
  struct Goods: Sendable {
    var node: Int32
    var quantity: Int64
  }

  var terms: [Terms] = []
  var goods: [Goods] = []

  var isEmpty: Bool { terms.isEmpty }
}
