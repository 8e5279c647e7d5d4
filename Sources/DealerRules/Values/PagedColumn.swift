/// A column that is copied by pages: a copy in which one value changes shares all other pages, so
/// that it costs a page and a reference for each.
struct PagedColumn<Element: Sendable>: Sendable {
  /// Values of a page, as a power of two.
  private static var shift: Int { 11 }
  private static var mask: Int { 1 << shift - 1 }

  /// The values, side by side in pages.
  private(set) var pages: [ContiguousArray<Element>] = []

  /// Values in all pages.
  private(set) var count = 0

  /// An empty column.
  init() {}

  /// A column of some values.
  init(_ values: [Element]) {
    count = values.count
    pages.reserveCapacity(count >> Self.shift + 1)
    for start in stride(from: 0, to: count, by: 1 << Self.shift) {
      pages.append(ContiguousArray(values[start..<min(start + 1 << Self.shift, count)]))
    }
  }

  /// A column of so many equal values; full pages are one until they change.
  init(repeating value: Element, count: Int) {
    self.count = count
    let page = ContiguousArray(repeating: value, count: 1 << Self.shift)
    pages = Array(repeating: page, count: count >> Self.shift)
    let rest = count & Self.mask
    if rest > 0 { pages.append(ContiguousArray(page.prefix(rest))) }
  }

  /// Adds a value behind the last one.
  mutating func append(_ value: Element) {
    if count & Self.mask == 0 {
      var page: ContiguousArray<Element> = []
      page.reserveCapacity(1 << Self.shift)
      pages.append(page)
    }
    pages[pages.count - 1].append(value)
    count += 1
  }

  /// Values of a full page.
  static var pageSize: Int { 1 << shift }

  /// Adds a page behind full ones.
  mutating func append(page: ContiguousArray<Element>) {
    pages.append(page)
    count += page.count
  }

  /// Adds the values of another column behind the last one.
  mutating func append(contentsOf other: PagedColumn) {
    for page in other.pages {
      var rest = page[...]
      while !rest.isEmpty {
        if count & Self.mask == 0 {
          var page: ContiguousArray<Element> = []
          page.reserveCapacity(1 << Self.shift)
          pages.append(page)
        }
        let fitting = rest.prefix(1 << Self.shift - count & Self.mask)
        pages[pages.count - 1].append(contentsOf: fitting)
        count += fitting.count
        rest = rest.dropFirst(fitting.count)
      }
    }
  }

  /// Makes room for the references of so many values in all.
  mutating func reserveCapacity(_ count: Int) {
    pages.reserveCapacity(count >> Self.shift + 1)
  }

  /// The value at a position below ``count``.
  subscript(position: Int) -> Element {
    @inline(__always) get { pages[position >> Self.shift][position & Self.mask] }
    set { pages[position >> Self.shift][position & Self.mask] = newValue }
  }
}
