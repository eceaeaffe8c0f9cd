using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Behaviour;

/// <summary>Runs one block in one guest.</summary>
sealed class BehaviourRun : IDisposable
{
    readonly BehaviourBlock _block;
    readonly TemporaryFolder _folder = new();
    readonly MemoryStream _output = new();
    readonly MemoryStream _error = new();
    readonly LogCollector _log = new();
    readonly RawHttpServer _server = new(Echo);
    readonly Guest _guest;
    readonly List<long> _results = [];
    uint _free = 1024;
    int _call;

    public BehaviourRun(BehaviourBlock block, GuestKind kind)
    {
        _block = block;
        GuestImport[] imports = [.. block.Calls.SelectMany(line => line.Shapes.Select(shape => Import(line.Word, shape)))];
        var words = block.Lines.Where(line => line.Shapes.Length == 0).ToLookup(line => line.Word);
        _folder.Write(Path.Combine("files", "beside.txt"), "granted");
        _folder.Write("outside.txt", "not granted");
        _guest = CleanModule.Load(BehaviourModule.Make(imports, kind)).CreateGuest(new GuestOptions
        {
            Console = new GuestConsole(new MemoryStream([.. words["stdin"].SelectMany(line => Text(line.Arguments[0]))]), _output, _error),
            Logger = _log,
            Verbose = words.Contains("verbose"),
            PrintNewline = words.Contains("newline"),
            Clock = new ManualClock(DateTimeOffset.FromUnixTimeSeconds(4_102_444_800)),
            Directories = [new DirectoryGrant(_folder["files"])],
            StorageRoot = _folder["storage"],
            Environment = words["variable"].ToDictionary(line => line.Arguments[0], line => (string?)Encoding.UTF8.GetString(Text(line.Arguments[1]))),
            Network = new NetworkAccess(words.Contains("closed") ? [] : [new NetworkGrant("127.0.0.1", _server.Port)], grantsOnly: true),
        });
    }

    Memory Memory => _guest.Instance!.Memory!;

    public void Dispose()
    {
        _guest.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    /// <summary>What is wrong, with its place; null when all is right.</summary>
    public string? Failure()
    {
        foreach (var line in _block.Lines)
        {
            if ((line.Shapes.Length > 0 ? Call(line) : Check(line)) is { } failure) return $"{_block.File}:{line.Number} {line.Word}: {failure}";
        }
        return null;
    }

    static GuestImport Import(string word, string shape) => word.Split('@') is [var name, var module] ? new(module, name, shape) : new("env", word, shape);

    static byte[] Echo(RawRequest request) => request.Path switch
    {
        "/redirect" => RawHttpServer.Response(302, "moved", "Location: /next"),
        "/cookie" => RawHttpServer.Response(200, request.Headers.GetValueOrDefault("Cookie", "none"), "Set-Cookie: a=1"),
        "/missing" => RawHttpServer.Response(404, "not here"),
        "/agent" => RawHttpServer.Response(200, request.Headers["User-Agent"]),
        _ => RawHttpServer.Response(200, $"{request.Method} {request.Path} {request.Headers.GetValueOrDefault("Content-Type", "-")} {request.Headers.GetValueOrDefault("X-A", "-")} {request.Body}", "X-Out: Yes"),
    };

    string? Call(BehaviourLine line)
    {
        long result = 0;
        foreach (var shape in line.Shapes)
        {
            var function = _guest.Instance!.GetFunction($"call{_call++}")!;
            try
            {
                var results = function.Invoke(Arguments(line, function.Type));
                result = results.Length == 0 ? 0 : results[0].AsBits();
                if (Difference(line.Expected, results) is { } difference) return $"{shape}: {difference}";
            }
            catch (TrapException trap)
            {
                if (!line.Expected.StartsWith("trap/", StringComparison.Ordinal) || !Pattern(line.Expected["trap".Length..]).IsMatch(trap.Message)) return $"{shape}: trap {trap.Kind}: {trap.Message}";
            }
        }
        _results.Add(result);
        return null;
    }

    Value[] Arguments(BehaviourLine line, FunctionType type)
    {
        // The strings are pairs where the type has room for that.
        var texts = line.Arguments.Count(argument => argument[0] is '\'' or '@');
        var others = line.Arguments.Length - texts + line.Arguments.Count(argument => argument[0] is 'l' or 'p' or 'u' && argument[1] == '\'');
        var pairs = type.Parameters.Count >= others + 2 * texts;
        var values = new List<Value>();
        foreach (var argument in line.Arguments) Push(values, argument, pairs, type);
        // What old compilers passed beyond the arguments.
        while (values.Count < type.Parameters.Count) values.Add(Value.FromInt32(8192));
        return [.. values];
    }

    void Push(List<Value> values, string argument, bool pairs, FunctionType type)
    {
        var form = argument[0] == '@' || argument[0] == '\'' ? pairs ? 'p' : 'h' : argument.Length > 1 && argument[1] == '\'' ? argument[0] : ' ';
        if (form == ' ')
        {
            values.Add(type.Parameters[values.Count] switch
            {
                ValueType.F64 => Value.FromDouble(Number(argument)),
                ValueType.I64 => Value.FromInt64(Integer(argument)),
                _ => Value.FromInt32((int)Integer(argument)),
            });
            return;
        }
        var address = form == 'b' ? Put(Convert.FromHexString(argument[2..^1])) : PutText(Text(argument));
        var length = BinaryPrimitives.ReadInt32LittleEndian(Memory.Slice(address, 4));
        var second = form == 'u' ? BinaryPrimitives.ReadInt32LittleEndian(Memory.Slice(address + 4, 4)) : length;
        values.Add(Value.FromInt32((int)(form switch { 'p' => address + 4, 'u' => address + 8, _ => address })));
        if (form is 'p' or 'l' or 'u') values.Add(Value.FromInt32(second));
    }

    long Integer(string argument)
    {
        if (argument[0] == '$') return _results[int.Parse(argument.AsSpan(1), CultureInfo.InvariantCulture) - 1];
        if (argument.StartsWith("ints[", StringComparison.Ordinal)) return PutList([.. Items(argument).SelectMany(item => BitConverter.GetBytes(int.Parse(item, CultureInfo.InvariantCulture)))], 4);
        if (argument.StartsWith("nums[", StringComparison.Ordinal)) return PutList([.. Items(argument).SelectMany(item => BitConverter.GetBytes(Number(item)))], 8);
        if (argument.StartsWith("strs[", StringComparison.Ordinal)) return PutList([.. Items(argument).SelectMany(item => BitConverter.GetBytes(PutText(Text(item))))], 4);
        return long.Parse(argument, CultureInfo.InvariantCulture);
    }

    static double Number(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    static string[] Items(string list) => [.. Regex.Matches(list[5..^1], @"'(?:\\.|[^'\\])*'|[^ ]+").Select(match => match.Value)];

    uint Put(ReadOnlySpan<byte> bytes)
    {
        var address = _free;
        bytes.CopyTo(Memory.Slice(address, (uint)bytes.Length));
        _free = (address + (uint)bytes.Length + 7) & ~7u;
        if (_free > BehaviourModule.Heap) throw new InvalidOperationException($"the arguments of {_block.Title} are too long");
        return address;
    }

    uint PutText(byte[] text) => Put([.. BitConverter.GetBytes(text.Length), .. text]);

    // A list without room for more: count, capacity, type, flags. Room is counted in words.
    uint PutList(byte[] elements, int size) => Put([.. BitConverter.GetBytes(elements.Length / size), .. BitConverter.GetBytes(elements.Length / 4), 4, 0, 0, 0, 0, 0, 0, 0, .. elements]);

    byte[] Text(string quoted)
    {
        if (quoted[0] == '@') return ReadText(Integer("$" + quoted[1..]));
        var text = quoted[(quoted.IndexOf('\'', StringComparison.Ordinal) + 1)..^1];
        var bytes = new List<byte>();
        foreach (Match part in Regex.Matches(text.Replace("$url", _server.Url, StringComparison.Ordinal).Replace("$dir", _folder["files"], StringComparison.Ordinal), @"\\x([0-9a-f]{2})|\\u\{([0-9a-f]+)\}|\\(.)|[^\\]+", RegexOptions.Singleline))
        {
            if (part.Groups[1].Success) bytes.Add(Convert.FromHexString(part.Groups[1].Value)[0]);
            else if (part.Groups[2].Success) bytes.AddRange(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(int.Parse(part.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
            else bytes.AddRange(Encoding.UTF8.GetBytes(part.Groups[3].Value switch { "" => part.Value, "n" => "\n", "r" => "\r", "t" => "\t", "0" => "\0", var other => other }));
        }
        return [.. bytes];
    }

    byte[] ReadText(long address) => Memory.Slice((uint)address + 4, BinaryPrimitives.ReadUInt32LittleEndian(Memory.Slice((uint)address, 4))).ToArray();

    string? Difference(string expected, Value[] results)
    {
        if (expected == "void") return results.Length == 0 ? null : $"a result {results[0]}";
        if (results is not [var result]) return "no result";
        if (expected == "any") return result.AsBits() == 0 ? "0" : null;
        var number = result.Type switch { ValueType.F64 => result.AsDouble(), ValueType.I64 => result.AsInt64(), _ => result.AsInt32() };
        if (expected.IndexOf("..", StringComparison.Ordinal) is > 0 and var dots && char.IsAsciiDigit(expected[^1]))
            return number >= Number(expected[..dots]) && number <= Number(expected[(dots + 2)..]) ? null : $"{number:R}";
        if (expected.StartsWith("block", StringComparison.Ordinal)) return TakeBlock((uint)result.AsInt32(), uint.Parse(expected.AsSpan(5), CultureInfo.InvariantCulture));
        if (expected.StartsWith("ints[", StringComparison.Ordinal)) return Compare(expected, result, 4, bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes).ToString(CultureInfo.InvariantCulture));
        if (expected.StartsWith("nums[", StringComparison.Ordinal)) return Compare(expected, result, 8, bytes => BinaryPrimitives.ReadDoubleLittleEndian(bytes).ToString("R", CultureInfo.InvariantCulture));
        if (expected.StartsWith("strs[", StringComparison.Ordinal)) return Compare(expected, result, 4, bytes => $"'{Encoding.UTF8.GetString(ReadText(BinaryPrimitives.ReadUInt32LittleEndian(bytes)))}'");
        if (expected[0] is '/' or '\'' || expected.StartsWith("box'", StringComparison.Ordinal)) return DifferentText(expected, result);
        return result.Type == ValueType.F64 ? number.Equals(Number(expected)) && double.IsNegative(number) == double.IsNegative(Number(expected)) || double.IsNaN(number) && expected == "NaN" ? null : $"{number:R}"
            : (long)number == Integer(expected) ? null : $"{number}";
    }

    string? DifferentText(string expected, Value result)
    {
        var address = (long)(uint)result.AsInt32();
        if (expected[0] == 'b')
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(Memory.Slice((uint)address, 4)) != 4) return "the box has another tag";
            address = BinaryPrimitives.ReadUInt32LittleEndian(Memory.Slice((uint)address + 4, 4));
        }
        var found = ReadText(address);
        if (address < BehaviourModule.Heap) return "the result is no fresh memory";
        if (expected[0] == '/' ? Pattern(expected).IsMatch(Encoding.UTF8.GetString(found)) : found.AsSpan().SequenceEqual(Text(expected))) return null;
        var shown = found.AsSpan(0, Math.Min(found.Length, 200));
        return $"'{Encoding.UTF8.GetString(shown)}' ({found.Length} bytes: {Convert.ToHexStringLower(shown)})";
    }

    // Filled, so that a block that overlaps it is not zero.
    string? TakeBlock(uint address, uint size)
    {
        var block = Memory.Slice(address, size);
        if (address < BehaviourModule.Heap || address % 8 != 0) return $"the block is at {address}";
        if (block.ContainsAnyExcept((byte)0)) return "the block is not zeroed, or it is part of another";
        block.Fill(0xFF);
        return null;
    }

    string? Compare(string expected, Value list, int size, Func<byte[], string> show)
    {
        var address = (uint)list.AsInt32();
        var count = BinaryPrimitives.ReadUInt32LittleEndian(Memory.Slice(address, 4));
        var found = Enumerable.Range(0, (int)count).Select(i => show(Memory.Slice(address + 16 + (uint)(i * size), (uint)size).ToArray()));
        return found.SequenceEqual(Items(expected)) ? null : $"[{string.Join(' ', found)}]";
    }

    string? Check(BehaviourLine line)
    {
        switch (line.Word)
        {
            case "guest" or "stdin" or "verbose" or "newline" or "closed" or "variable": return null;
            case "file": _folder.Write(Path.Combine("files", line.Arguments[0]), Encoding.UTF8.GetString(Text(line.Arguments[1]))); return null;
            case "link": File.CreateSymbolicLink(_folder[Path.Combine("files", line.Arguments[0])], _folder[line.Arguments[1]]); return null;
            case "holds": return Different(line.Arguments[1], File.ReadAllBytes(_folder[line.Arguments[0]]));
            case "stdout": _guest.Console.Flush(); return Different(line.Arguments[0], _output.ToArray());
            case "stderr": _guest.Console.Flush(); return Different(line.Arguments[0], _error.ToArray());
            case "log": return _log.Lines.Any(Pattern(line.Arguments[0]).IsMatch) ? null : $"[{string.Join(" | ", _log.Lines)}]";
            case "requests": return _server.Requests.Count == Integer(line.Arguments[0]) ? null : $"{_server.Requests.Count}";
            default: throw new FormatException($"{_block.File}:{line.Number}: {line.Word} means nothing");
        }
    }

    string? Different(string expected, byte[] found) => found.AsSpan().SequenceEqual(Text(expected)) ? null : $"'{Encoding.UTF8.GetString(found)}'";

    static Regex Pattern(string quoted) => new(quoted[1..^1]);
}
