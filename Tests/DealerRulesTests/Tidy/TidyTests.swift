import DealerRules
import Testing

@Suite("Tidiness of the sources") struct TidyTests {
  static func all() throws -> [SourceFile] {
    try SourceFile.all("Sources", "Tests", "Examples", "Benchmarks")
  }

  @Test func filesFunctionsAndLinesAreShort() throws {
    var faults: [String] = []
    var count = 0
    for file in try TidyTests.all() {
      if file.lines.count > 401 { faults.append("\(file.path): \(file.lines.count) lines") }
      for (index, line) in file.lines.enumerated() where line.count > 100 {
        faults.append("\(file.path):\(index + 1): \(line.count) columns")
      }
      for function in file.functions() {
        count += 1
        if function.count > 60 {
          faults.append("\(file.path):\(function.line): a function of \(function.count) lines")
        }
      }
    }
    #expect(faults.isEmpty)
    #expect(count > 800)
    print("functions measured \(count)")
  }

  @Test func theScannerFindsWhatItShould() throws {
    let file = try SourceFile("Tests/DealerRulesTests/Tidy/SourceFile.swift")
    let lengths = file.functions()
    #expect(lengths.count == 7)
    #expect(lengths.contains { $0.count == 3 })
    #expect(file.code.allSatisfy { !$0.contains("comments") })
  }

  /// Words that the core does without.
  static let banned: [String: String] = [
    "Double": "binary floating point", "Float": "binary floating point",
    "fatalError": "no input traps", "preconditionFailure": "no input traps",
    "InlineArray": "newer than the platforms", "UTF8Span": "newer than the platforms",
    "OutputSpan": "newer than the platforms", "Foundation": "the core stands alone",
    "Glibc": "the core stands alone",
    "Darwin": "the core stands alone",
  ]

  /// L-005 and the house rules.
  @Test func theCoreDoesWithout() throws {
    var faults: [String] = []
    for file in try SourceFile.all("Sources/DealerRules") {
      for (index, line) in file.code.enumerated() {
        let at = "\(file.path):\(index + 1)"
        for word in SourceFile.words(line) {
          let isUnsafe = word.hasPrefix("Unsafe") && word.hasSuffix("Pointer")
          let why = TidyTests.banned[String(word)]
          if word == "@unchecked" || isUnsafe || why != nil {
            faults.append("\(at): \(word), \(why ?? "unsafe")")
          }
        }
        if line.contains("try!") || line.contains("as!") || line.contains("#available") {
          faults.append("\(at): \(line)")
        }
      }
      for (index, line) in file.lines.enumerated()
      where line.contains("TODO") || line.contains("FIXME") {
        faults.append("\(file.path):\(index + 1): \(line)")
      }
    }
    #expect(faults.isEmpty)
  }

  // MARK: Folders

  /// Each folder uses only itself and the ones before it.
  static let folders = [
    "Values", "Ledger", "Diagnostics", "Snapshots", "Credit", "Book", "Compilation", "Documents",
    "Evaluation", "Returns", "Trace", "Sourcing", "RuleTests", "Backtest", "Analysis",
    "Notices", "Schemas",
  ]

  @Test func foldersUseOnlyTheOnesBeforeThem() throws {
    let files = try TidyTests.folders.map { try SourceFile.all("Sources/DealerRules/\($0)") }
    var rank: [Substring: Int] = [:]
    for (index, folder) in files.enumerated() {
      for name in folder.flatMap({ TidyTests.types($0, nested: false) }) { rank[name] = index }
    }
    var faults: [String] = []
    for (index, folder) in files.enumerated() {
      for file in folder {
        // A nested type may share its name with one of a later folder.
        let own = Set(TidyTests.types(file, nested: true))
        for (line, code) in file.code.enumerated() {
          for word in SourceFile.words(code) where !own.contains(word) {
            guard let declared = rank[word], declared > index else { continue }
            faults.append("\(file.path):\(line + 1): \(word) of \(TidyTests.folders[declared])")
          }
        }
      }
    }
    #expect(rank.count > 80)
    #expect(faults.isEmpty)
  }

  static let typeWords: Set<Substring> = [
    "struct", "enum", "class", "protocol", "typealias", "actor",
  ]

  /// Types that a file declares; private ones of the file only among the nested.
  private static func types(_ file: SourceFile, nested: Bool) -> [Substring] {
    file.code.compactMap { line in
      let words = SourceFile.words(line)
      guard let position = words.firstIndex(where: { typeWords.contains($0) }),
        position + 1 < words.count, words[position + 1].first?.isUppercase == true
      else { return nil }
      let isPrivate = words.contains("private") || words.contains("fileprivate")
      if !nested, line.first == " " || isPrivate { return nil }
      return words[position + 1]
    }
  }

  // MARK: Texts

  @Test func everyReasonHasTextInBothLanguages() {
    let isHan = { (text: String) in
      text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }
    for code in ReasonCode.allCases {
      #expect(!code.english.isEmpty && !isHan(code.english), "\(code)")
      #expect(code.english.last != ".", "\(code)")
      #expect(isHan(code.chinese), "\(code)")
    }
    #expect(Set(ReasonCode.allCases.map(\.english)).count == ReasonCode.allCases.count)
    #expect(Set(ReasonCode.allCases.map(\.chinese)).count == ReasonCode.allCases.count)
    #expect(Set(ReasonCode.allCases.map(\.name)).count == ReasonCode.allCases.count)
  }

  @Test func everyPublicDeclarationIsDocumented() throws {
    var faults: [String] = []
    var count = 0
    for file in try SourceFile.all("Sources") {
      for (index, line) in file.code.enumerated() {
        let words = SourceFile.words(line)
        let stated = words.first { !$0.hasPrefix("@") }
        guard stated == "public", !words.contains("import"), !words.contains("extension") else {
          continue
        }
        count += 1
        var above = index - 1
        while above >= 0, file.lines[above].drop(while: { $0 == " " }).hasPrefix("@") {
          above -= 1
        }
        let before = above >= 0 ? file.lines[above].drop { $0 == " " } : ""
        if !before.hasPrefix("///") { faults.append("\(file.path):\(index + 1)") }
      }
    }
    print("public declarations \(count)")
    #expect(count > 400)
    #expect(faults.isEmpty)
  }
}
