import Testing

/// Code that an article shows; what it prints goes into a list.
protocol ArticleProgram {
  var output: [String] { get set }
  mutating func run() throws
}

extension ArticleProgram {
  mutating func print(_ items: Any...) {
    output.append(items.map { "\($0)" }.joined(separator: " "))
  }
}

/// A page of the documentation whose code stands between markers in a test file.
struct Article {
  /// File name of the page.
  let page: String
  /// Path of the test file below its target.
  let file: String

  /// The page shows so many pieces of code, which are those of the file, and prints what they
  /// print.
  func expect(
    pieces: Int, of program: some ArticleProgram,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let stated = try blocks("swift")
    #expect(stated.count == pieces, sourceLocation: sourceLocation)
    #expect(try stated == markedCode(), sourceLocation: sourceLocation)
    var program = program
    try program.run()
    let printed = try blocks("text").joined(separator: "\n")
    #expect(program.output.joined(separator: "\n") == printed, sourceLocation: sourceLocation)
  }

  /// Fenced blocks of the page in one language.
  private func blocks(_ language: String) throws -> [String] {
    let article = "Sources/DealerRules/DealerRules.docc/Articles/" + page
    var result: [String] = []
    var body: [Substring]?
    for line in try LawBook.text(article).split(separator: "\n", omittingEmptySubsequences: false) {
      if let lines = body, line == "```" {
        result.append(lines.joined(separator: "\n"))
        body = nil
      } else if body != nil {
        body?.append(line)
      } else if line == "```" + language {
        body = []
      }
    }
    return result
  }

  /// What stands between the markers of the file.
  private func markedCode() throws -> [String] {
    let path = "Tests/ConformanceTests/" + file
    var result: [String] = []
    var body: [Substring]?
    for line in try LawBook.text(path).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("    // article ") {
        body = []
      } else if let lines = body, line == "    // end" {
        result.append(lines.joined(separator: "\n"))
        body = nil
      } else {
        body?.append(line.hasPrefix("    ") ? line.dropFirst(4) : line)
      }
    }
    return result
  }
}
