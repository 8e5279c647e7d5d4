import Foundation

/// The members of a JSON object as they stand on its line, so that decimals stay exact, by their
/// names as these are read.
struct RawMembers {
  /// Of the object itself, not of what stands in it.
  private(set) var values: [String: [UInt8]] = [:]
  /// The first name that an object of the line has twice.
  private(set) var twice: String?

  private let line: [UInt8]
  /// The names of each object that is open; `nil` of a list.
  private var open: [Set<String>?] = []
  /// Where a member of the outer object begins, and its name.
  private var member: (name: String, start: Int)?
  private var name: String?

  /// Reads a line, which is known to be JSON.
  init(_ line: [UInt8]) {
    self.line = line
    var text: Int?
    var isEscaped = false
    for (place, byte) in line.enumerated() {
      guard let start = text else {
        if byte == UInt8(ascii: "\"") { text = place } else { take(byte, place) }
        continue
      }
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        if let top = open.last, top != nil, name == nil { name = read(start...place) }
        text = nil
      }
    }
  }

  /// Takes a byte outside of texts.
  private mutating func take(_ byte: UInt8, _ place: Int) {
    switch byte {
    case UInt8(ascii: "{"): begin([])
    case UInt8(ascii: "["): begin(nil)
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      end(place)
      _ = open.popLast()
      // What follows on a value is no name before the next comma.
      if let top = open.last, top != nil { name = "" } else { name = nil }
    case UInt8(ascii: ":"):
      guard let name, let last = open.indices.last else { return }
      if open[last]?.insert(name).inserted == false, twice == nil { twice = name }
      if last == 0 { member = (name, place + 1) }
    case UInt8(ascii: ","):
      end(place)
      name = nil
    default: break
    }
  }

  private mutating func begin(_ names: Set<String>?) {
    open.append(names)
    name = nil
  }

  /// Ends a member of the outer object.
  private mutating func end(_ place: Int) {
    guard open.count == 1, let own = member else { return }
    values[own.name] = Array(line[own.start..<place])
    member = nil
  }

  private func read(_ range: ClosedRange<Int>) -> String {
    let bytes = line[range]
    let parsed = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    return parsed as? String ?? String(decoding: bytes, as: UTF8.self)
  }
}
