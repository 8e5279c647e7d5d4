import Foundation

/// A Swift file as text and as code alone: comments and the contents of strings are blanked.
struct SourceFile {
  let path: String
  let lines: [Substring]
  let code: [String]

  init(_ path: String) throws {
    self.path = path
    let text = try String(contentsOf: SourceFile.root.appending(path: path), encoding: .utf8)
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var blanker = Blanker()
    for line in lines { blanker.read(line) }
    code = blanker.code
  }

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Every Swift file below some folders of the package.
  static func all(_ folders: String...) throws -> [SourceFile] {
    try folders.flatMap { folder -> [SourceFile] in
      let walk = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
      return try (walk?.compactMap { $0 as? String } ?? [])
        .filter { $0.hasSuffix(".swift") }.sorted().map { try SourceFile("\(folder)/\($0)") }
    }
  }

  /// The words of a line of code.
  static func words(_ line: String) -> [Substring] {
    line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "@" || $0 == "#") }
  }

  /// Functions, initializers and subscripts with a body: the line they begin on, and how many.
  func functions() -> [(line: Int, count: Int)] {
    var result: [(line: Int, count: Int)] = []
    var open: [(line: Int, depth: Int, hasBody: Bool)] = []
    var depth = 0
    for (index, line) in code.enumerated() {
      let words = SourceFile.words(line).prefix { $0 != "=" }
      let isDeclaration = words.contains("func") || words.contains("subscript")
      let isInitializer =
        words.contains("init")
        && !line.contains(".init") && !line.contains("self.init") && !line.contains("super.init")
      if isDeclaration || isInitializer { open.append((index, depth, false)) }
      for character in line {
        if character == "{" {
          depth += 1
          if let last = open.indices.last, open[last].depth == depth - 1 {
            open[last].hasBody = true
          }
        } else if character == "}" {
          depth -= 1
          while let last = open.last, last.hasBody, last.depth == depth {
            result.append((last.line + 1, index - last.line + 1))
            open.removeLast()
          }
          // Requirements of protocols have no body.
          while let last = open.last, last.depth > depth { open.removeLast() }
        }
      }
    }
    return result
  }
}

/// Blanks comments and strings, whose interpolations are code again.
private struct Blanker {
  private enum Mode: Equatable {
    case code(parentheses: Int)
    case string(hashes: Int, isMultiline: Bool)
  }

  private(set) var code: [String] = []
  private var modes = [Mode.code(parentheses: 0)]

  mutating func read(_ line: Substring) {
    if modes.count == 1, !line.utf8.contains(34), !line.contains("//") {
      code.append(String(line))
      return
    }
    var rest = line[...]
    var kept = ""
    while !rest.isEmpty {
      switch modes[modes.count - 1] {
      case .code(let parentheses):
        if rest.hasPrefix("//") {
          rest = ""
        } else if let opening = Blanker.opening(rest) {
          modes.append(.string(hashes: opening.hashes, isMultiline: opening.isMultiline))
          rest = rest.dropFirst(opening.length)
          kept += " "
        } else {
          step(rest.removeFirst(), parentheses, &kept)
        }
      case .string(let hashes, let isMultiline):
        let fence = String(repeating: "#", count: hashes)
        let end = (isMultiline ? "\"\"\"" : "\"") + fence
        if rest.hasPrefix(end) {
          rest = rest.dropFirst(end.count)
          modes.removeLast()
        } else if rest.hasPrefix("\\" + fence + "(") {
          rest = rest.dropFirst(hashes + 2)
          modes.append(.code(parentheses: 1))
        } else if rest.hasPrefix("\\" + fence) {
          rest = rest.dropFirst(hashes + 2)
        } else {
          rest.removeFirst()
        }
      }
    }
    code.append(kept)
  }

  private mutating func step(_ character: Character, _ parentheses: Int, _ kept: inout String) {
    kept.append(character)
    guard modes.count > 1, character == "(" || character == ")" else { return }
    let open = parentheses + (character == "(" ? 1 : -1)
    if open == 0 {
      modes.removeLast()
    } else {
      modes[modes.count - 1] = .code(parentheses: open)
    }
  }

  private static func opening(
    _ text: Substring
  ) -> (hashes: Int, isMultiline: Bool, length: Int)? {
    let hashes = text.prefix { $0 == "#" }.count
    let rest = text.dropFirst(hashes)
    if rest.hasPrefix("\"\"\"") { return (hashes, true, hashes + 3) }
    return rest.hasPrefix("\"") ? (hashes, false, hashes + 1) : nil
  }
}
