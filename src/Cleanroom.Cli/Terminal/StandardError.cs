using System.Text;

namespace Cleanroom.Cli.Terminal;

/// <summary>Standard error: whole lines in UTF-8, with control characters escaped, because text from a guest may contain them.</summary>
static class StandardError
{
    static readonly Lock Writing = new();

    /// <summary>Writes one or more lines.</summary>
    public static void WriteLine(string text)
    {
        var line = Encoding.UTF8.GetBytes(Visible(text) + "\n");
        try
        {
            lock (Writing) StandardStreams.Error.Write(line);
        }
        catch (IOException)
        {
            // There is no place to report this.
        }
    }

    /// <summary>Escapes control characters except line ends.</summary>
    public static string Visible(string text)
    {
        if (!text.Any(IsUnsafe)) return text;
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (IsUnsafe(character)) result.Append($"\\u{(int)character:x4}");
            else result.Append(character);
        }
        return result.ToString();
    }

    static bool IsUnsafe(char character) => char.IsControl(character) && character is not ('\n' or '\t');
}
