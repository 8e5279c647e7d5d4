/// A column that keeps a single value as long as all of them are equal.
struct EvenColumn<Element: Equatable & Sendable>: Sendable {
  /// What every position has while ``values`` is empty.
  private var common: Element
  private var values: ContiguousArray<Element> = []
  private var room = 0

  /// Positions of the column.
  private(set) var count = 0

  /// An empty column; `common` only stands in until the first value is known.
  init(_ common: Element) { self.common = common }

  /// A column of so many equal values.
  init(_ common: Element, count: Int) {
    self.common = common
    self.count = count
  }

  /// A column of some values; `common` is kept where all of them are equal.
  init(of values: [Element]) where Element: ExpressibleByIntegerLiteral {
    common = values.first ?? 0
    count = values.count
    if values.contains(where: { [common] in $0 != common }) {
      self.values = ContiguousArray(values)
    }
  }

  /// Whether all values are equal and kept once.
  var isEven: Bool { values.isEmpty }

  /// Adds a value behind the last one.
  mutating func append(_ value: Element) {
    if values.isEmpty {
      if count == 0 { common = value }
      guard value != common else {
        count += 1
        return
      }
      values.reserveCapacity(max(room, count + 1))
      values.append(contentsOf: repeatElement(common, count: count))
    }
    values.append(value)
    count += 1
  }

  /// Adds what another column has behind the last value.
  mutating func append(contentsOf other: EvenColumn) {
    guard !isEven, !other.isEven else { return append(contentsOf: other) { $0 } }
    values.append(contentsOf: other.values)
    count += other.count
  }

  /// The same, each as it is to be called here.
  mutating func append(contentsOf other: EvenColumn, _ called: (Element) -> Element) {
    if other.isEven, isEven, other.count > 0, count == 0 || common == called(other.common) {
      common = called(other.common)
      count += other.count
      return
    }
    for position in 0..<other.count { append(called(other[position])) }
  }

  /// Puts what is made of it in the place of every value; different values stay different.
  mutating func replaceAll(_ made: (Element) -> Element) {
    common = made(common)
    for position in values.indices { values[position] = made(values[position]) }
  }

  /// Makes room for so many values in all, should they differ.
  mutating func reserveCapacity(_ count: Int) {
    room = count
    if !values.isEmpty { values.reserveCapacity(count) }
  }

  /// Whether some value is as asked.
  func contains(where isAsked: (Element) -> Bool) -> Bool {
    values.isEmpty ? count > 0 && isAsked(common) : values.contains(where: isAsked)
  }

  /// The value at a position below ``count``.
  subscript(position: Int) -> Element {
    @inline(__always) get { values.isEmpty ? common : values[position] }
  }
}
