import DealerRules
import DealerRulesFoundation
import Foundation

/// `order-desk`: answers orders on standard input, one JSON object a line, and keeps what it
/// decided in an append-only file. An answer is printed only once it is on disk.
@main
struct Main {
  static let usage = """
    usage: order-desk FOLDER --journal FILE [--archive DIR] [--most-days-back N]
                  [--lang en|zh]
           order-desk --sql FILE

    Prices orders by the rules of FOLDER and keeps credit, payments and the use of limited offers
    in FILE, with what orders earn. Where FOLDER states credit, it is asked over what FILE holds.
    Reads requests from standard input, one JSON object a line, and answers each with one
    line. Several processes may share FILE; one that was killed begins again where it was.

      {"op":"account","id":"a1","at":"2025-03-01T08:00:00Z","account":"D1","limit":"5000.00",
       "netsCredit":true}
      {"op":"quote","id":"q1","at":…,"order":{…}}
      {"op":"place","id":"p1","at":…,"order":{…},"hold":true,"expires":…}
      {"op":"amend","id":"m1","at":…,"place":"p1","order":{…}}
      {"op":"amend","id":"m2","at":…,"place":"p1","lines":[{"number":10,"quantity":"4"}],
       "add":[{"number":30,"product":"A","quantity":"1"}],"terms":"repriceAdded",
       "supplierFault":false}
      {"op":"ship","id":"s1","at":…,"place":"p1","amount":"100.00","close":false,"due":…}
      {"op":"ship","id":"s2","at":…,"place":"p1","lines":[{"number":10,"quantity":"3"}],
       "close":false}
      {"op":"ship","id":"s3","at":…,"place":"p1","lines":[{"number":10,"quantity":"3"}],
       "supplierFault":true}
      {"op":"pay","id":"y1","at":…,"account":"D1","amount":"100.00","ship":"s1"}
      {"op":"pay","id":"y2","at":…,"account":"D1","amount":"30.00","place":"p1"}
      {"op":"fund","id":"f1","at":…,"account":"D1","amount":"500.00","source":"bank","until":…}
      {"op":"fund","id":"f2","at":…,"account":"D1","amount":"80.00","balance":"rebates"}
      {"op":"remind","id":"n1","at":…,"ship":"s1","level":1}
      {"op":"dispute","id":"n2","at":…,"ship":"s1","disputed":true}
      {"op":"return","id":"t1","at":…,"place":"p1","ship":"s1","line":10,"quantity":"2"}
      {"op":"return","id":"t2","at":…,"place":"p1","ship":"s1","reason":"damaged",
       "lines":[{"number":10,"quantity":"1"},{"number":20,"quantity":"2","reason":"unsold"}]}
      {"op":"return","id":"t3","at":…,"place":"p1","ship":"s1","whole":true}
      {"op":"authorise","id":"r1","at":…,"place":"p1","ship":"s1","charges":["freight"],
       "lines":[{"number":10,"quantity":"2"}],"facts":{"currentPrices":{"10":"9.50"}}}
      {"op":"authorise","id":"x1","at":…,"place":"p1","ship":"s1","kind":"exchange",
       "lines":[{"number":10,"quantity":"1"}]}
      {"op":"approve","id":"r2","at":…,"return":"r1","who":…,"level":2}
      {"op":"ship","id":"r2a","at":…,"return":"r1"}
      {"op":"know","id":"r2b","at":…,"return":"r1","facts":{"currentPrices":{"10":"9.00"}}}
      {"op":"receive","id":"r3","at":…,"return":"r1","lines":[{"number":10,"quantity":"1"}]}
      {"op":"inspect","id":"r4","at":…,"return":"r1",
       "lines":[{"number":10,"accepted":"1","rejected":"0","disposition":"restock"}]}
      {"op":"settle","id":"r5","at":…,"return":"r1"}
      {"op":"reverse","id":"r6","at":…,"return":"r1","who":…,"why":…}
      {"op":"close","id":"r7","at":…,"return":"r1"}
      {"op":"statement","id":"q2","at":…,"return":"r1"}
      {"op":"reject","id":"r8","at":…,"return":"r1","who":…,"why":…}
      {"op":"cancel","id":"c1","at":…,"return":"r1"}
      {"op":"cancel","id":"c2","at":…,"place":"p1"}
      {"op":"cancel","id":"c3","at":…,"place":"p1","lines":[{"number":10,"quantity":"3"}]}
      {"op":"override","id":"o1","at":…,"place":"p1","most":"500.00","who":…,"why":…,"until":…}

    With `--archive` goods that stay of an order that FOLDER prices otherwise are priced again by
    the folder of DIR that it was priced by.

    An order is decided as of its own date, whenever it is sent. With `--most-days-back` one that is
    quoted or placed is refused where its day lies more than N days before that of the request.

    With `--lang` answers also say in that language what the codes of their reasons mean (`texts`),
    and messages are in it; codes stay as they are.

    With `--sql` the events of FILE are printed as rows of a table, for a host that keeps them in
    its own database.

    Exit: 0 at the end of input; 2 usage; 3 a file cannot be read or written, or is damaged.
    """

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    if words == ["--help"] {
      print(usage)
      exit(0)
    }
    if words.count == 2, words[0] == "--sql" { return sql(words[1]) }
    guard let options = DeskOptions(words) else { end(usage, 2) }
    do {
      let project = try RuleProject.load(folder: URL(fileURLWithPath: options.folder))
      let rules = try CompiledRules(parsing: project.sources)
      let (earlier, unreadable) = earlier(options.archive)
      let desk = Desk(
        rules, earlier: earlier, unreadable: unreadable, mostDaysBack: options.mostDaysBack,
        language: options.language)
      var session = Session(desk: desk, journal: try JournalFile(path: options.journal))
      try session.run()
    } catch let errors as RuleErrors {
      end("the rules do not compile: \(errors)", 3)
    } catch let error as LedgerRecordError {
      end(JournalFile.text(error, options.journal), 3)
    } catch {
      end("\(error)", 3)
    }
  }

  /// The rules of the folders of a folder, by their names, and what of it holds none, which is told
  /// and hides no other.
  private static func earlier(
    _ archive: String?
  ) -> (rules: [CompiledRules], unreadable: [String]) {
    guard let archive else { return ([], []) }
    let url = URL(fileURLWithPath: archive)
    let found = try? FileManager.default.contentsOfDirectory(
      at: url, includingPropertiesForKeys: [.isDirectoryKey])
    guard let folders = found else { end("cannot read `\(archive)`", 3) }
    var read: (rules: [CompiledRules], unreadable: [String]) = ([], [])
    for folder in folders.filter(\.hasDirectoryPath)
      .sorted(by: { $0.lastPathComponent < $1.lastPathComponent })
    {
      do {
        read.rules.append(try CompiledRules(parsing: try RuleProject.load(folder: folder).sources))
      } catch {
        read.unreadable.append(folder.lastPathComponent)
        tell("`\(folder.path)` holds no rules that can be used")
      }
    }
    return read
  }

  /// Prints the events of a journal as SQL.
  private static func sql(_ path: String) {
    do {
      guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
        end("cannot read \(path)", 3)
      }
      let bytes = [UInt8](data)
      print(EventTable.definition)
      for event in try LedgerRecord.recover(bytes).events { print(EventTable.row("desk", event)) }
    } catch {
      end(JournalFile.text(error, path), 3)
    }
  }

  private static func tell(_ message: String) {
    FileHandle.standardError.write(Data("order-desk: \(message)\n".utf8))
  }

  private static func end(_ message: String, _ code: Int32) -> Never {
    tell(message)
    exit(code)
  }
}

/// Requests in, answers out.
struct Session {
  /// Requests that share one lock and one write to disk.
  static let most = 256

  var desk: Desk
  var journal: JournalFile
  private var input = LineInput()

  init(desk: Desk, journal: JournalFile) {
    self.desk = desk
    self.journal = journal
  }

  mutating func run() throws {
    // Damage is told before the first request.
    try journal.withLock { journal in try Session.absorb(&desk, &journal) }
    while let lines = input.next(most: Session.most) {
      let answers = try journal.withLock { journal in
        // What other processes decided comes first.
        try Session.absorb(&desk, &journal)
        let answers = lines.map { desk.answer($0) }
        try journal.append(desk.takeEvents())
        return answers
      }
      let text = answers.map { $0 + "\n" }.joined()
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
  }
}

extension Session {
  /// Takes up what other processes, or an earlier one, decided.
  private static func absorb(_ desk: inout Desk, _ journal: inout JournalFile) throws {
    let start = journal.end
    let events = try journal.newEvents()
    for (index, event) in events.enumerated() {
      do {
        try desk.absorb([event])
      } catch {
        // Records have one form, so that writing them again tells where they stand.
        let offset = events[..<index].reduce(start) { $0 + LedgerRecord.encode($1).count }
        throw JournalFile.Failure(description: journal.text(error, at: offset))
      }
    }
  }
}

/// Lines of standard input, as many at once as are there.
struct LineInput {
  private var lines: ArraySlice<[UInt8]> = []
  private var rest: [UInt8] = []
  private var isAtEnd = false

  mutating func next(most: Int) -> [[UInt8]]? {
    while lines.isEmpty {
      if isAtEnd { return nil }
      let data = FileHandle.standardInput.availableData
      rest += data
      isAtEnd = data.isEmpty
      var parts = rest.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
      rest = parts.popLast() ?? []
      if isAtEnd, !rest.isEmpty { parts.append(rest) }
      lines = parts.filter { !$0.isEmpty }[...]
    }
    defer { lines = lines.dropFirst(most) }
    return Array(lines.prefix(most))
  }
}
