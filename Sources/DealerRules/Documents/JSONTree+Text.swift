extension JSONTree {
  /// The text of a string without quotes and escapes; what stands in the source for other kinds.
  func text(of node: Int) -> String { String(decoding: unescapedBytes(of: node), as: UTF8.self) }

  /// What stands in the source: the digits of a number, a string without its quotes.
  ///
  /// Escapes of a string are still in it; see ``isEscaped(_:)``.
  func bytes(of node: Int) -> ArraySlice<UInt8> {
    let value = nodes[node]
    let (start, end) = (Int(value.start), Int(value.end))
    guard value.kind == .string else { return bytes[start..<end] }
    return inner(start, end, odd: value.flags.contains(.odd))
  }

  /// Whether a string is written with escapes, so that its bytes are not its text.
  func isEscaped(_ node: Int) -> Bool { nodes[node].flags.contains(.escaped) }

  /// The text of a value as UTF-8; no copy unless the string has escapes.
  func unescapedBytes(of node: Int) -> ArraySlice<UInt8> {
    let raw = bytes(of: node)
    return isEscaped(node) ? JSONTree.unescaped(raw) : raw
  }

  /// The name a member has in its object; empty for elements.
  func key(of node: Int) -> String { String(decoding: keyBytes(of: node), as: UTF8.self) }

  /// The name of a member as UTF-8; no copy unless it has escapes.
  func keyBytes(of node: Int) -> ArraySlice<UInt8> {
    let value = nodes[node]
    let raw = inner(
      Int(value.keyStart), Int(value.keyEnd), odd: value.flags.contains(.keyOdd))
    return value.flags.contains(.keyEscaped) ? JSONTree.unescaped(raw) : raw
  }

  /// Whether a member has a name, without making a string.
  func key(of node: Int, equals name: String) -> Bool {
    keyBytes(of: node).elementsEqual(name.utf8)
  }

  /// Where a value stands, as a JSON pointer: `/offers/3/discount`; empty for the root.
  /// - Complexity: O(depth × siblings); meant for messages.
  func path(of node: Int) -> String {
    var path = ""
    var current = root
    while current != node {
      var position = 0
      var below: Int?
      for child in children(of: current) {
        if child <= node, node < Int(nodes[child].subtreeEnd) {
          below = child
          break
        }
        position += 1
      }
      guard let below else { return path }
      path += "/"
      path += kind(of: current) == .object ? JSONTree.pointer(key(of: below)) : "\(position)"
      current = below
    }
    return path
  }

  /// A name as a step of a JSON pointer, with `~` and `/` written `~0` and `~1`.
  static func pointer(_ name: String) -> String {
    var step = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "~": step += "~0"
      case "/": step += "~1"
      default: step.unicodeScalars.append(scalar)
      }
    }
    return step
  }

  private func inner(_ start: Int, _ end: Int, odd: Bool) -> ArraySlice<UInt8> {
    if odd { return JSONTree.repaired(bytes[start..<end]) }
    return end - start >= 2 ? bytes[start + 1..<end - 1] : bytes[end..<end]
  }

  /// A text whose quotes are single, curly, one-sided or absent.
  private static func repaired(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = text.first, let last = text.last else { return text }
    switch first {
    case 34, 39:
      let inside = text.dropFirst()
      return !inside.isEmpty && last == first ? inside.dropLast() : inside
    case 0xE2 where JSONScan.isCurlyQuote(text.prefix(3)):
      let inside = text.dropFirst(3)
      return JSONScan.isCurlyQuote(inside.suffix(3)) ? inside.dropLast(3) : inside
    default: return text
    }
  }

  /// Resolves escapes; those that are not JSON stay as they are written.
  static func unescaped(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      guard byte == 92, index + 1 < text.endIndex else {
        result.append(byte)
        index += 1
        continue
      }
      switch text[index + 1] {
      case 34, 92, 47: result.append(text[index + 1])
      case 98: result.append(8)
      case 102: result.append(12)
      case 110: result.append(10)
      case 114: result.append(13)
      case 116: result.append(9)
      case 117:
        index = appendScalar(text, at: index, to: &result)
        continue
      default: result += [92, text[index + 1]]
      }
      index += 2
    }
    return result[...]
  }

  /// Appends the scalar of `\uXXXX` or of a surrogate pair, and returns the index after it.
  private static func appendScalar(
    _ text: ArraySlice<UInt8>, at index: Int, to result: inout [UInt8]
  ) -> Int {
    guard let unit = JSONScan.hexUnit(text, at: index) else {
      result += [92, 117]
      return index + 2
    }
    var value = UInt32(unit)
    var next = index + 6
    if (0xD800...0xDBFF).contains(unit), let low = JSONScan.hexUnit(text, at: next),
      (0xDC00...0xDFFF).contains(low)
    {
      value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
      next += 6
    }
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    result.append(contentsOf: Array(String(Character(scalar)).utf8))
    return next
  }
}
