using System.CommandLine.Parsing;
using System.Globalization;
using Cleanroom.Bridge.Capabilities;

namespace Cleanroom.Cli.Commands;

/// <summary>A time. A class: the code of options with values of reference types is shared and need not be compiled at every start.</summary>
sealed record Duration(TimeSpan Value);

/// <summary>A number of bytes. A class like <see cref="Duration"/>.</summary>
sealed record ByteSize(ulong Bytes);

/// <summary>A number of things. A class like <see cref="Duration"/>.</summary>
sealed record Count(uint Value);

/// <summary>A port. A class like <see cref="Duration"/>.</summary>
sealed record PortNumber(int Value);

/// <summary>Reads the values of options; what is wrong with one is said with an example of a right one.</summary>
static class OptionValues
{
    const ulong MostBytes = 4UL << 30;

    static readonly (string Suffix, int Shift)[] Units = [("KB", 10), ("MB", 20), ("GB", 30), ("", 20)];

    /// <summary>Directories, each with or without <c>:ro</c>.</summary>
    public static DirectoryGrant[]? Directories(ArgumentResult result)
    {
        var grants = new List<DirectoryGrant>();
        foreach (var token in result.Tokens)
        {
            var isReadOnly = token.Value.EndsWith(":ro", StringComparison.Ordinal);
            var path = isReadOnly ? token.Value[..^3] : token.Value;
            if (path.Length == 0) return Refuse<DirectoryGrant[]>(result, "--dir needs a directory, for example --dir data or --dir data:ro");
            grants.Add(new DirectoryGrant(path, isReadOnly));
        }
        return [.. grants];
    }

    /// <summary>Hosts, each with or without a port.</summary>
    public static NetworkGrant[]? Networks(ArgumentResult result)
    {
        var grants = new List<NetworkGrant>();
        foreach (var token in result.Tokens)
        {
            if (NetworkGrant.Parse(token.Value) is not { } grant) return Refuse<NetworkGrant[]>(result, $"--net {token.Value}: a host is wanted, for example --net 127.0.0.1:8080 or --net [::1]:8080");
            grants.Add(grant);
        }
        return [.. grants];
    }

    /// <summary>Names of variables, each with or without a value.</summary>
    public static Dictionary<string, string?>? Variables(ArgumentResult result)
    {
        var variables = new Dictionary<string, string?>();
        foreach (var token in result.Tokens)
        {
            var equals = token.Value.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? token.Value : token.Value[..equals];
            if (name.Length == 0) return Refuse<Dictionary<string, string?>>(result, "--env needs a name, for example --env STAGE=test");
            variables[name] = equals < 0 ? null : token.Value[(equals + 1)..];
        }
        return variables;
    }

    /// <summary>A time in seconds above zero.</summary>
    public static Duration? Seconds(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        const NumberStyles plain = NumberStyles.AllowDecimalPoint;
        const int mostSeconds = 4_000_000;
        return decimal.TryParse(text, plain, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.001m and <= mostSeconds
            ? new Duration(TimeSpan.FromMilliseconds((double)(seconds * 1000)))
            : Refuse<Duration>(result, $"--timeout {text}: a number of seconds between 0.001 and {mostSeconds} is wanted, for example 2.5");
    }

    /// <summary>A size in bytes, told in megabytes or with a unit.</summary>
    public static ByteSize? Size(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var (suffix, shift) = Units.First(unit => text.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase));
        var isNumber = ulong.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isNumber && number > 0 && number <= MostBytes >> shift
            ? new ByteSize(number << shift)
            : Refuse<ByteSize>(result, $"{OptionName(result)} {text}: a size up to 4GB is wanted, for example 64 or 64MB or 1GB");
    }

    /// <summary>A number of things, at least one.</summary>
    public static Count? Number(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? new Count(number)
            : Refuse<Count>(result, $"{OptionName(result)} {text}: a whole number from 1 on is wanted");
    }

    /// <summary>A port, 0 for a free one.</summary>
    public static PortNumber? Port(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new PortNumber(number)
            : Refuse<PortNumber>(result, $"{OptionName(result)} {text}: a port from 0 to 65535 is wanted");
    }

    static string OptionName(ArgumentResult result) => result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;

    static T? Refuse<T>(ArgumentResult result, string message) where T : class
    {
        result.AddError(message);
        return null;
    }
}
