/// A key field in compiled form.
struct KeyCode: Sendable, Hashable {
  enum Kind: UInt8, Sendable {
    case customer, parent, group, tier, channel, region, product, category, brand, project
    case customerAttribute, productAttribute
  }

  var kind: Kind
  /// Name of the attribute, −1 otherwise.
  var attribute: Int32 = -1

  /// Whether a line can have several values: a path upward or a set.
  var isMany: Bool { kind == .group || kind == .region || kind == .category }
}

/// What the engine needs to know of a price table.
struct PriceTableInfo: Sendable {
  var fieldStart: Int32
  var fieldCount: Int32
  /// The keys of a table that is kept; they stand side by side.
  var groups: Range<Int>
  /// First slot of the table's hash index; `slotMask + 1` slots follow.
  var slotStart = 0
  var slotMask = 0
  /// Index into ``PriceColumns/counted``, −1 for a table that is kept key by key.
  var counted: Int32 = -1
  var schedule: Schedule
  var isProtected: Bool
  var isSingleValued: Bool
  /// Indices into ``PriceColumns/bounds``, −1 for none.
  var floor: Int32
  var ceiling: Int32
  /// Line attribute names of measures.
  var multiplyStart: Int32
  var multiplyCount: Int32
}

/// A bound in compiled form.
struct CompiledBound: Sendable {
  /// What it starts from; `nil` for a plain amount.
  var base: CompiledBase?
  var factor: Int64
  var plus: Int64
}

/// What a derivation or bound starts from, by index.
enum CompiledBase: Sendable, Hashable {
  case cost
  case kind(Int32)
  case table(Int32)
}

/// A derivation in compiled form.
struct CompiledDerivation: Sendable {
  var base: CompiledBase
  var factor: Int64
  var plus: Int64
  var point: PricePoint
  var floor: Int32
  var ceiling: Int32
}

/// A cap on what a row may price in all.
struct CompiledCap: Sendable {
  var id: String
  var isAmount: Bool
  /// Thousandths of base units, or millionths.
  var limit: Int64
  /// Decimals of the row's currency.
  var exponent: Int
}

/// The rare parts of a band.
struct BandExtra: Sendable {
  var derivation: Int32 = -1
  var cap: Int32 = -1
  var surcharge: Int64 = 0
}

/// Every price row of the book as columns (RULES.md P-001, P-002).
///
/// table → hash of key → group → schedules (currency, unit, validity) → bands. Ids are dense, and
/// everything a line needs is reached by index. Tables of plain rows alone are ``counted`` instead:
/// their groups, schedules and bands have the numbers behind those of the columns, which only
/// compiling reads without asking whether a number is theirs.
struct PriceColumns: Sendable {
  var tables: [PriceTableInfo] = []
  /// Tables of plain rows, in the order of ``tables``.
  var counted: [CountedPrices] = []
  /// Groups, schedules and bands of the columns; greater numbers are those of ``counted``.
  var keptGroups = 0
  var keptSchedules = 0
  var keptBands = 0
  var fields: [KeyCode] = []
  var multiply: [Int32] = []
  /// Group of each hash slot, −1 when empty.
  var slots: [Int32] = []

  // Groups: one key.
  var groupKeyStart: [Int32] = []
  var groupKeys: [Int32] = []
  /// Schedules of group g are `groupSchedules[g]..<groupSchedules[g + 1]`, in order of preference.
  var groupSchedules: [Int32] = [0]

  // Schedules.
  var scheduleCurrency: [Int32] = []
  /// −1 for the product's base unit.
  var scheduleUnit: [Int32] = []
  var scheduleFrom: [Int64] = []
  var scheduleUntil: [Int64] = []
  var scheduleTable: [Int32] = []
  var bandStart: [Int32] = [0]

  // Bands.
  var bandFrom: [Int64] = []
  /// `Int64.max` when open.
  var bandBelow: [Int64] = []
  var bandAmount = PagedColumn<Int64>()
  var bandPer: [Int64] = []
  /// Index into ``extras``, −1 for none.
  var bandExtra: [Int32] = []
  /// The row in its table, for names.
  var bandRow: [Int32] = []

  var extras: [BandExtra] = []
  var derivations: [CompiledDerivation] = []
  var bounds: [CompiledBound] = []
  var caps: [CompiledCap] = []
  var capIndex: IdentifierMap<Int32> = [:]
  var tableIndex: IdentifierMap<Int32> = [:]

  /// What an opening balance of a table counts; `nil` where there is no such table.
  func openingBalance(_ id: String) -> (index: Int32, isAmount: Bool)? {
    tableIndex[id].map { ($0, tables[Int($0)].schedule.basis == .amount) }
  }

  /// What a use of a capped row counts; `nil` where there is no such row.
  func capUse(_ id: String) -> (index: Int32, isAmount: Bool)? {
    capIndex[id].map { ($0, caps[Int($0)].isAmount) }
  }

  /// Mixes a key; the same function builds and probes the index.
  @inline(__always)
  static func mix(_ hash: UInt64, _ value: Int32) -> UInt64 {
    let mixed = (hash ^ UInt64(UInt32(bitPattern: value))) &* 0x9E37_79B9_7F4A_7C15
    return mixed ^ (mixed >> 29)
  }

  /// As many fields as a key can have: what a vector of the search holds.
  static let keyFields = 8

  /// Start value of ``mix(_:_:)``.
  static let seed: UInt64 = 0x243F_6A88_85A3_08D3
}

/// A price kind in compiled form.
struct CompiledKind: Sendable {
  var accessStart: Int32
  var accessCount: Int32
  var date: PricingDate
  /// What stands in place of the order's channel and the dealer's tier, −1 for nothing (P-029).
  var channel: Int32
  var tier: Int32
}

/// An access in compiled form.
struct CompiledAccess: Sendable {
  var tableStart: Int32
  var tableCount: Int32
  var pick: AccessPick
  /// Condition node, −1 for always.
  var condition: Int32
}

/// Kinds, in id order, and accesses of a book.
struct AccessColumns: Sendable {
  var kinds: [CompiledKind] = []
  var accesses: [CompiledAccess] = []
  var tables: [Int32] = []
  var names: [String] = []
  var selling: Int32 = 0
}
