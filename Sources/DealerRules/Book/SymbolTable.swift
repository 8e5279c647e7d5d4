/// Text ids as dense integers, so that columns hold `Int32` instead of text; ids are one where
/// their bytes are (RULES.md X-003).
struct SymbolTable: Sendable {
  private(set) var names: [String] = []
  private var indices: IdentifierMap<Int32> = [:]

  /// Makes room for so many texts in all.
  mutating func reserveCapacity(_ count: Int) {
    names.reserveCapacity(count)
    indices.reserveCapacity(count)
  }

  /// The index of a text, added when new.
  mutating func intern(_ text: String) -> Int32 {
    let next = Int32(truncatingIfNeeded: names.count)
    let index = indices.value(of: text, orSet: next)
    if index == next { names.append(text) }
    return index
  }

  /// Makes a text another name of an index, unless it names one; returns the index it names.
  mutating func alias(_ text: String, for index: Int32) -> Int32 {
    if let known = indices[text] { return known }
    indices[text] = index
    return index
  }

  /// The index of a text, or −1.
  func index(of text: String) -> Int32 { indices[text] ?? -1 }

  var count: Int { names.count }

  func name(_ index: Int32) -> String {
    names.indices.contains(Int(index)) ? names[Int(index)] : ""
  }
}
