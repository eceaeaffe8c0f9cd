using System.Text;

namespace Cleanroom.Cli.Terminal;

/// <summary>Standard error: whole lines in UTF-8, without control characters that text of a guest might hold.</summary>
static class StandardError
{
    static readonly Lock Writing = new();

    /// <summary>Writes a line or several.</summary>
    public static void WriteLine(string text)
    {
        var line = Encoding.UTF8.GetBytes(Visible(text) + "\n");
        try
        {
            lock (Writing) StandardStreams.Error.Write(line);
        }
        catch (IOException)
        {
            // Nobody is there to be told.
        }
    }

    /// <summary>Makes control characters except line ends visible.</summary>
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
