import Foundation
import TestSupport

/// The program `order-desk`, running over a small shop and a journal.
final class OrderDeskProgram: Sendable {
  /// Where it is: `DEALER_RULES_ORDER_DESK`, or as it was built beside the tests.
  static var url: URL? {
    if let path = ProcessInfo.processInfo.environment["DEALER_RULES_ORDER_DESK"] {
      return URL(fileURLWithPath: path)
    }
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let folders = [bundle, LawBook.root.appendingPathComponent(".build/debug")]
    return folders.map { $0.appendingPathComponent("order-desk") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// A folder with the rules of a shop that sells `A` at 10.00 to `D`, and room for journals.
  static func folder(_ members: [String: String] = [:]) throws -> URL {
    let folder = Scratch.url("desk")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(TextProject.document(members).utf8)
      .write(to: folder.appendingPathComponent("rules.json"))
    return folder
  }

  private let process: Process
  private let input = Pipe()
  private let output = Pipe()
  private let errors: URL
  /// Writes while answers are read, or both sides would wait for each other.
  private let writer = DispatchQueue(label: "requests")

  init(_ folder: URL, _ journal: URL, archive: URL? = nil, options: [String] = []) throws {
    // Writing to a program that was killed is no reason to end.
    signal(SIGPIPE, SIG_IGN)
    process = Process()
    process.executableURL = Self.url
    process.arguments =
      [folder.path, "--journal", journal.path] + (archive.map { ["--archive", $0.path] } ?? [])
      + options
    errors = folder.appendingPathComponent("errors-\(UUID().uuidString)")
    try Data().write(to: errors)
    process.standardInput = input
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
  }

  /// Writes lines, some at a time; a program that is gone takes none.
  func send(_ lines: [String], atOnce count: Int = 1000) {
    for start in stride(from: 0, to: lines.count, by: count) {
      let text = lines[start..<min(start + count, lines.count)].map { $0 + "\n" }.joined()
      writer.async { [input] in
        try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        if count < 1000 { usleep(200) }
      }
    }
  }

  /// Ends the program at once.
  func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

  /// Waits for the end: whole lines that were answered, the exit status, standard error.
  func finish() throws -> (answers: [String], status: Int32, errors: String) {
    writer.async { [input] in try? input.fileHandleForWriting.close() }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
    try? FileManager.default.removeItem(at: errors)
    // A line without an end was not answered.
    var lines = String(decoding: data, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines.removeLast()
    return (lines, process.terminationStatus, text)
  }

  /// Answers to lines, from a program that is left to its end.
  static func run(
    _ folder: URL, _ journal: URL, _ lines: [String], archive: URL? = nil, options: [String] = []
  ) throws -> (answers: [String], status: Int32, errors: String) {
    let program = try OrderDeskProgram(folder, journal, archive: archive, options: options)
    program.send(lines)
    return try program.finish()
  }
}

/// Requests of a busy desk: three accounts, orders, shipments, payments, cancellations.
struct OrderDeskLoad {
  private var state: UInt64
  private var count = 0
  private var places: [String] = []
  private var second: Int64 = 0

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % bound
  }

  static let opening = """
    {"op":"account","id":"group","at":"2025-03-01T00:00:00Z","account":"G","limit":"3000"}
    {"op":"account","id":"dealer","at":"2025-03-01T00:00:00Z","account":"D","limit":"2000",\
    "parent":"G"}
    """.split(separator: "\n").map(String.init)

  private mutating func at() -> String {
    second += Int64(below(3))
    let clock = [second / 3600 % 24, second / 60 % 60, second % 60]
      .map { $0 < 10 ? "0\($0)" : "\($0)" }
    return "2025-03-0\(1 + second / 86_400)T\(clock.joined(separator: ":"))Z"
  }

  /// The next request; `run` keeps ids of several loads apart.
  mutating func next(_ run: String) -> String {
    count += 1
    let id = "\(run)-\(count)"
    let head = "\"id\":\"\(id)\",\"at\":\"\(at())\""
    let place = places.isEmpty ? "none" : places[below(places.count)]
    switch below(10) {
    case 0..<5:
      places.append(id)
      if places.count > 12 { places.removeFirst() }
      let order = TextProject.order(id, [#""product":"A","quantity":"\#(1 + below(30))""#])
      let hold = below(4) == 0 ? ",\"hold\":true" : ""
      return "{\"op\":\"place\",\(head)\(hold),\"order\":\(order)}"
    case 5..<7: return "{\"op\":\"ship\",\(head),\"place\":\"\(place)\"}"
    case 7: return "{\"op\":\"cancel\",\(head),\"place\":\"\(place)\"}"
    default:
      return "{\"op\":\"pay\",\(head),\"account\":\"D\",\"amount\":\"\(10 + below(200))\"}"
    }
  }
}
