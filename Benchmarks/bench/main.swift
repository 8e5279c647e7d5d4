// Prices a day of a snack brand's orders and prints how fast, with how much memory, and what came
// out. See Benchmarks/README.md.
import DealerRules
import Foundation

func fail(_ message: String, _ code: Int32) -> Never {
  FileHandle.standardError.write(Data("bench: \(message)\n".utf8))
  exit(code)
}

LargePages.ask()

do throws(any Error) {
  let words = Array(CommandLine.arguments.dropFirst())
  if words.first == "scans" {
    let options = try ScanOptions(Array(words.dropFirst()))
    print(options.help ? ScanOptions.usage : try ScanRunner(options).run())
    exit(0)
  }
  if words.first == "sweep" {
    let options = try DealerSweep.Options(Array(words.dropFirst()))
    print(options.help ? DealerSweep.Options.usage : try await DealerSweep(options).run())
    exit(0)
  }
  if DealerCommand.isMeant(words) { exit(try await DealerCommand.run(words) ? 0 : 1) }
  let isDiff = words.first == "diff"
  let options = try Options(isDiff ? Options.diffDefaults + words.dropFirst() : words)
  if options.help {
    print(Options.usage)
    exit(0)
  }
  if isDiff {
    print(try await DiffRun(options).run())
    exit(0)
  }
  if options.ledger {
    print(try LedgerRun(options).run())
    exit(0)
  }
  let check = AllocationCheck()
  if options.json {
    FileHandle.standardError.write(Data("\(check.text)\n".utf8))
  } else {
    print(check.text)
  }
  let figures = try await Runner(options, check).run()
  print(options.json ? figures.json : figures.table)
} catch let failure as Options.Failure {
  fail(failure.message, 2)
} catch let errors as RuleErrors {
  fail("the book does not compile: \(errors)", 1)
} catch {
  fail("\(error)", 1)
}
