using System.CommandLine;
using Cleanroom.Bench.App;
using Cleanroom.Bench.Compiling;
using Cleanroom.Bench.Database;
using Cleanroom.Bench.Functions;
using Cleanroom.Bench.Http;
using Cleanroom.Bench.Kernels;
using Cleanroom.Bench.Pooling;
using Cleanroom.Bench.Processes;
using Cleanroom.Bench.Scale;
using Cleanroom.Bench.Sessions;
using Cleanroom.Bench.Traps;
using Cleanroom.Bench.Waiting;

var root = new RootCommand("Benchmarks of Cleanroom. Every verb measures a peer in the same run and prints ratios: below 1 means that Cleanroom is faster.")
{
    KernelsCommand.Create(),
    WasmtimeKernels.CreateVerb(),
    WasmtimeInstances.CreateVerb(),
    TrapsCommand.Create(),
    CpuCommand.Create(),
    HelloCommand.Create(),
    PoolCommand.Create(),
    LargeCommand.Create(),
    StartupCommand.Create(),
    FunctionsCommand.Create(),
    DatabaseCommand.Create(),
    SessionsCommand.Create(),
    HttpCommand.Create(),
    AppCommand.Create(),
    ScaleCommand.Create(),
    RawKestrelCommand.Create(),
    SqliteKestrelCommand.Create(),
    WaitingCommand.Create(),
    PostgresKestrelCommand.Create(),
    CleanServerCommand.Create(),
};
return root.Parse(args).Invoke();
