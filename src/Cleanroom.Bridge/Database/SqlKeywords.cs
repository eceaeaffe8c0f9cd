namespace Cleanroom.Bridge.Database;

/// <summary>Words that SQLite or PostgreSQL takes for the name of a column in quotes only.</summary>
static class SqlKeywords
{
    static readonly HashSet<string> Reserved = new(
        """
        ADD ALL ALTER ANALYSE ANALYZE AND ANY ARRAY AS ASC ASYMMETRIC AUTHORIZATION AUTOINCREMENT BETWEEN BINARY BOTH CASE CAST CHECK COLLATE COLLATION COLUMN
        COMMIT CONCURRENTLY CONSTRAINT CREATE CROSS CURRENT_CATALOG CURRENT_DATE CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER
        DEFAULT DEFERRABLE DELETE DESC DISTINCT DO DROP ELSE END ESCAPE EXCEPT EXISTS FALSE FETCH FOR FOREIGN FREEZE FROM FULL GRANT GROUP HAVING ILIKE IN
        INDEX INITIALLY INNER INSERT INTERSECT INTO IS ISNULL JOIN LATERAL LEADING LEFT LIKE LIMIT LOCALTIME LOCALTIMESTAMP NATURAL NOT NOTHING NOTNULL NULL
        OFFSET ON ONLY OR ORDER OUTER OVERLAPS PLACING PRIMARY RAISE REFERENCES RETURNING RIGHT SELECT SESSION_USER SET SIMILAR SOME SYMMETRIC SYSTEM_USER
        TABLE TABLESAMPLE THEN TO TRAILING TRANSACTION TRUE UNION UNIQUE UPDATE USER USING VALUES VARIADIC VERBOSE WHEN WHERE WINDOW WITH
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);

    /// <summary>A name as it is, in quotes only where it has to be. PostgreSQL folds names without quotes, so the quoted one is folded too.</summary>
    public static string Quote(string name, SqlDialect dialect) =>
        !Reserved.Contains(name) ? name : dialect == SqlDialect.Postgres ? $"\"{name.ToLowerInvariant()}\"" : $"\"{name}\"";
}
