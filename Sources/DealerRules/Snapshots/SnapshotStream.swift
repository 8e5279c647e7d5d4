/// Numbers and texts of a snapshot in their order, read or written, so that what a type keeps is
/// stated once for both ways (RULES.md S-002).
///
/// All is words of 32 bits. A writer leaves the values as they are; a reader puts what it reads in
/// their place.
protocol SnapshotStream {
  /// `Never` where it writes.
  associatedtype Failure: Error

  /// Whether values are put in place of those given.
  static var isReading: Bool { get }

  /// Passes a word.
  mutating func word(_ value: inout UInt32) throws(Failure)
  /// Passes a text by its number.
  mutating func text(_ value: inout String) throws(Failure)
  /// Passes a text, or none.
  mutating func text(_ value: inout String?) throws(Failure)
  /// Passes how many elements follow, of a word at least each.
  mutating func count(_ count: Int) throws(Failure) -> Int
  /// Passes bytes.
  mutating func bytes(_ value: inout [UInt8]) throws(Failure)
  /// Passes a column of numbers that lie within bounds.
  mutating func column<Number: FixedWidthInteger>(
    _ values: inout [Number], within bounds: ClosedRange<Int64>
  ) throws(Failure)
  /// Passes a column of numbers that is kept in pages.
  mutating func column(_ values: inout PagedColumn<Int64>) throws(Failure)
  /// What was made of what was read; a reader refuses `nil`, a writer keeps the old value.
  mutating func accept<Value>(_ made: Value?, else old: Value) throws(Failure) -> Value
  /// Goes a level down in what may hold itself.
  mutating func descend() throws(Failure)
  /// Goes a level up again.
  mutating func ascend()
  /// Begins a part with a name of four letters.
  mutating func open(_ name: SnapshotSection) throws(Failure)
  /// Ends the part.
  mutating func close() throws(Failure)
}

/// Parts of a snapshot, in their order; the number is the name in ASCII, little end first.
enum SnapshotSection: UInt32, CaseIterable {
  case texts = 0x5458_4554
  case settings = 0x5454_4553
  case documents = 0x5343_4F44
  case catalog = 0x4C54_4143
  case territories = 0x5252_4554
  case prices = 0x4349_5250
  case promotions = 0x4D4F_5250
  case agreements = 0x4552_4741
  case credit = 0x4452_4543
  case returns = 0x4E54_4552
  case later = 0x5245_544C
}

/// A value that a snapshot keeps.
protocol SnapshotValue {
  /// What stands in until it is read.
  static var blank: Self { get }

  /// Passes all that the value states.
  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure)
}

extension SnapshotStream {
  /// Passes a value.
  mutating func value<Value: SnapshotValue>(_ value: inout Value) throws(Failure) {
    try value.pass(through: &self)
  }

  /// Passes a value, or none.
  mutating func value<Value: SnapshotValue>(_ value: inout Value?) throws(Failure) {
    guard try isThere(value != nil) else { return value = nil }
    var some = value ?? .blank
    try some.pass(through: &self)
    if Self.isReading { value = some }
  }

  /// Passes values in their order.
  mutating func list<Value: SnapshotValue>(_ values: inout [Value]) throws(Failure) {
    let count = try self.count(values.count)
    guard Self.isReading else {
      for var value in values { try value.pass(through: &self) }
      return
    }
    var read: [Value] = []
    // What a value takes is not known here: room for more is made as they come.
    read.reserveCapacity(min(count, 1 << 16))
    for _ in 0..<count {
      var value = Value.blank
      try value.pass(through: &self)
      read.append(consume value)
    }
    values = read
  }

  /// Passes values in their order, or none at all.
  mutating func list<Value: SnapshotValue>(_ values: inout [Value]?) throws(Failure) {
    guard try isThere(values != nil) else { return values = nil }
    var some = values ?? []
    try list(&some)
    if Self.isReading { values = some }
  }

  /// Passes values by id, in the order of their ids.
  mutating func map<Value: SnapshotValue>(
    _ values: inout IdentifierMap<Value>
  ) throws(Failure) {
    let count = try self.count(values.count)
    guard Self.isReading else {
      for (key, value) in values.sorted() {
        var (key, value) = (key, value)
        try text(&key)
        try value.pass(through: &self)
      }
      return
    }
    var read: IdentifierMap<Value> = IdentifierMap()
    for _ in 0..<count {
      var (key, value) = ("", Value.blank)
      try text(&key)
      try value.pass(through: &self)
      let isNew = read.updateValue(value, forKey: key) == nil
      _ = try accept(isNew ? true : nil, else: true)
    }
    values = read
  }

  /// Passes which of so many kinds a value is.
  mutating func kind(_ kind: Int, of count: Int) throws(Failure) -> Int {
    var word = UInt32(truncatingIfNeeded: kind)
    try self.word(&word)
    let read = Int(word)
    return try accept(read < count ? read : nil, else: kind)
  }

  /// Passes one of the named cases of a type.
  mutating func choice<Value: CaseIterable & Equatable>(
    _ value: inout Value
  ) throws(Failure) where Value.AllCases == [Value] {
    let all = Value.allCases
    let index = try kind(Self.isReading ? 0 : all.firstIndex(of: value) ?? 0, of: all.count)
    if Self.isReading { value = all[index] }
  }

  /// Passes one of the named cases of a type, or none.
  mutating func choice<Value: CaseIterable & Equatable>(
    _ value: inout Value?
  ) throws(Failure) where Value.AllCases == [Value] {
    let all = Value.allCases
    let known = value.flatMap { all.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    let index = try kind(known, of: all.count + 1)
    if Self.isReading { value = index > 0 ? all[index - 1] : nil }
  }

  /// Passes named cases in their order.
  mutating func choices<Value: CaseIterable & Equatable>(
    _ values: inout [Value]
  ) throws(Failure) where Value.AllCases == [Value] {
    let all = Value.allCases
    let count = try self.count(values.count)
    guard Self.isReading else {
      for var value in values { try choice(&value) }
      return
    }
    var read: [Value] = []
    for _ in 0..<count { read.append(all[try kind(0, of: all.count)]) }
    values = read
  }

  /// Passes a set of named cases, in the order of the type.
  mutating func choices<Value: CaseIterable & Hashable>(
    _ values: inout Set<Value>
  ) throws(Failure) where Value.AllCases == [Value] {
    var listed = Value.allCases.filter { values.contains($0) }
    try choices(&listed)
    if Self.isReading { values = Set(listed) }
  }

  /// Passes whether something follows.
  mutating func isThere(_ isThere: Bool) throws(Failure) -> Bool {
    var flag = isThere
    try self.flag(&flag)
    return flag
  }

  /// Passes yes or no.
  mutating func flag(_ value: inout Bool) throws(Failure) {
    value = try kind(value ? 1 : 0, of: 2) == 1
  }

  /// Passes a whole number.
  mutating func integer(_ value: inout Int32) throws(Failure) {
    var word = UInt32(bitPattern: value)
    try self.word(&word)
    value = Int32(bitPattern: word)
  }

  /// Passes a whole number, or none.
  mutating func integer(_ value: inout Int32?) throws(Failure) {
    guard try isThere(value != nil) else { return value = nil }
    var some = value ?? 0
    try integer(&some)
    value = some
  }

  /// Passes a whole number.
  mutating func integer(_ value: inout Int64) throws(Failure) {
    var low = UInt32(truncatingIfNeeded: value)
    var high = UInt32(truncatingIfNeeded: value >> 32)
    try word(&low)
    try word(&high)
    value = Int64(low) | Int64(Int32(bitPattern: high)) << 32
  }

  /// Passes a whole number, or none.
  mutating func integer(_ value: inout Int64?) throws(Failure) {
    guard try isThere(value != nil) else { return value = nil }
    var some = value ?? 0
    try integer(&some)
    value = some
  }

  /// Passes a whole number.
  mutating func integer(_ value: inout Int) throws(Failure) {
    var long = Int64(value)
    try integer(&long)
    value = try accept(Int(exactly: long), else: value)
  }

  /// Passes a whole number, or none.
  mutating func integer(_ value: inout Int?) throws(Failure) {
    guard try isThere(value != nil) else { return value = nil }
    var some = value ?? 0
    try integer(&some)
    value = some
  }
}
