// Members that records of sales and returns write alike.
extension JSONWriter {
  /// A text; nothing where there is none.
  mutating func text(_ name: StaticString, _ value: String?) {
    guard let value else { return }
    key(name)
    string(value)
  }

  /// Millionths as an amount; nothing where there is none.
  mutating func money(_ name: StaticString, _ value: Int64?) {
    guard let value else { return }
    key(name)
    decimal(value, scale: Money.scale, minimum: 0)
  }

  /// Thousandths as a quantity; nothing where there is none.
  mutating func units(_ name: StaticString, _ value: Int64?) {
    guard let value else { return }
    key(name)
    decimal(value, scale: Quantity.scale, minimum: 0)
  }

  /// A list of objects.
  mutating func list<Element>(
    _ name: StaticString, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
  ) {
    key(name)
    beginArray()
    for element in elements {
      beginObject()
      write(&self, element)
      endObject()
    }
    endArray()
  }
}
