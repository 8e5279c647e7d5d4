/// Checks in compiled form (RULES.md R-020 … R-028).
struct CheckTable: Sendable {
  enum Kind: UInt8, Sendable {
    case require, quantity, assortment, unusual, stock, transfers, shelfLife, duplicate
  }

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
    /// Whether ``when`` looks at no line.
    var isOfOrder = false
    /// The condition required.
    var node: Int32 = -1
    // Quantities in thousandths.
    var least: Int64 = -1
    var most: Int64 = -1
    var multiple: Int64 = -1
    var scope = QuantityScope.line
    /// The fact counted toward `most`, and its span.
    var total: Int32 = -1
    var period = CalendarPeriod.all
    /// Its goods are `goods[first..<end]`.
    var first = 0
    var end = 0
    // Numbers of lines, else of products, and rates of the usual quantity.
    var attribute: Int32 = -1
    var season: Int32 = -1
    var productAttribute: Int32 = -1
    var productSeason: Int32 = -1
    var above: Int64 = -1
    var below: Int64 = -1
    var uncounted: Int64 = 0
    var control: Int64 = 0
    // What must be left of goods' lives: days in millionths, a part, and whose number says more.
    var days: Int64 = -1
    var share: Int64 = -1
    var customerAttribute: Int32 = -1
    var date = PricingDate.requested
    var priority: Int32 = 0
    // How near in time orders are compared, and whether only those of other channels are.
    var seconds: Int64 = 0
    var isOtherChannel = false
  }

  /// What an assortment asks.
  struct Goods: Sendable {
    var node: Int32
    var quantity: Int64
  }

  var terms: [Terms] = []
  var goods: [Goods] = []
  /// Positions of the checks of shelf lives, in the order in which they decide.
  var shelfLives: [Int] = []

  var isEmpty: Bool { terms.isEmpty }
}
