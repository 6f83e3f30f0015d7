//! What the files of `src` import, read from their syntax: `use` items with groups,
//! re-exports, `crate::`, `super::` and `self::` paths in code and in the arguments of macros.
//! Tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, Macro, UseTree, Visibility};

use crate::support::{ends_in, files_below, text_of};

pub type Segments = Vec<String>;

/// What a file contributes to the graph.
#[derive(Default)]
pub struct SourceFile {
    /// Names imported or re-exported, with the path of each.
    pub names: BTreeMap<String, Segments>,
    /// Modules imported by glob.
    pub globs: Vec<Segments>,
    /// Items defined here.
    pub defined: BTreeSet<String>,
    /// Every absolute path that the code names.
    pub paths: Vec<Segments>,
}

/// Reads the paths of one file.
struct Reader {
    /// The module that is being read: that of the file, and inline modules within it.
    module: Segments,
    /// Child modules, by which a relative path may begin.
    children: BTreeSet<String>,
    file: SourceFile,
    /// Inside of a function or an inline module, imports bring no name to the file.
    depth: usize,
}

/// Whether attributes say that an item is for tests alone.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}

impl Reader {
    /// The absolute path, from the crate's root, that begins with these segments. `None` for
    /// a path into another crate or of a local name.
    fn absolute(&self, segments: &[String]) -> Option<Segments> {
        let mut base = match segments.first()?.as_str() {
            "crate" => Vec::new(),
            "self" | "super" => self.module.clone(),
            first if self.children.contains(first) => self.module.clone(),
            _ => return None,
        };
        for segment in segments {
            match segment.as_str() {
                "crate" | "self" => {}
                "super" => {
                    base.pop();
                }
                name => base.push(name.to_owned()),
            }
        }
        Some(base)
    }

    fn read_tree(&mut self, tree: &UseTree, mut before: Segments) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.read_tree(&path.tree, before);
            }
            UseTree::Name(name) => {
                let ident = name.ident.to_string();
                self.import(before, &ident, &ident);
            }
            UseTree::Rename(rename) => {
                let ident = rename.ident.to_string();
                self.import(before, &ident, &rename.rename.to_string());
            }
            UseTree::Glob(_) => {
                if let Some(path) = self.absolute(&before) {
                    self.file.globs.push(path.clone());
                    self.file.paths.push(path);
                }
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.read_tree(tree, before.clone());
                }
            }
        }
    }

    fn import(&mut self, mut path: Segments, ident: &str, name: &str) {
        if ident != "self" || path.is_empty() {
            path.push(ident.to_owned());
        }
        let name = match name {
            "self" => path.last().cloned().unwrap_or_default(),
            name => name.to_owned(),
        };
        if let Some(path) = self.absolute(&path) {
            if self.depth == 0 {
                self.file.names.insert(name, path.clone());
            }
            self.file.paths.push(path);
        }
    }

    /// Paths in the arguments of a macro, which the parser leaves as tokens.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let mut segments: Segments = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if segments.is_empty() || colons == 2 => {
                    segments.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.end_path(&mut segments);
                    colons = 0;
                    match other {
                        TokenTree::Ident(ident) => segments.push(ident.to_string()),
                        TokenTree::Group(group) => self.read_tokens(group.stream()),
                        TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                    }
                }
            }
        }
        self.end_path(&mut segments);
    }

    fn end_path(&mut self, segments: &mut Segments) {
        let path = std::mem::take(segments);
        if path.len() > 1
            && let Some(path) = self.absolute(&path)
        {
            self.file.paths.push(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        let (attributes, name) = match item {
            Item::Const(item) => (&item.attrs, Some(&item.ident)),
            Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            Item::Mod(item) => (&item.attrs, None),
            Item::Static(item) => (&item.attrs, Some(&item.ident)),
            Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            Item::Type(item) => (&item.attrs, Some(&item.ident)),
            Item::Use(item) => (&item.attrs, None),
            Item::Impl(item) => (&item.attrs, None),
            Item::Macro(item) => {
                self.file.defined.extend(declared(item.mac.tokens.clone()));
                return visit::visit_item_macro(self, item);
            }
            other => return visit::visit_item(self, other),
        };
        if is_test(attributes) {
            return;
        }
        if let Some(name) = name
            && self.depth == 0
        {
            self.file.defined.insert(name.to_string());
        }
        self.depth += usize::from(matches!(item, Item::Fn(_) | Item::Impl(_)));
        visit::visit_item(self, item);
        self.depth -= usize::from(matches!(item, Item::Fn(_) | Item::Impl(_)));
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if module.content.is_none() {
            return;
        }
        self.module.push(module.ident.to_string());
        let outside = std::mem::take(&mut self.children);
        self.depth += 1;
        visit::visit_item_mod(self, module);
        self.depth -= 1;
        self.children = outside;
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.read_tree(&item.tree, Vec::new());
    }

    /// Who may use an item is no import.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Segments = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if segments.len() > 1
            && let Some(path) = self.absolute(&segments)
        {
            self.file.paths.push(path);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        self.read_tokens(mac.tokens.clone());
        visit::visit_macro(self, mac);
    }
}

/// The types that the arguments of a macro declare: what follows `struct` or `enum`.
fn declared(tokens: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    let mut after_keyword = false;
    for token in tokens {
        if let TokenTree::Ident(ident) = &token {
            let word = ident.to_string();
            if after_keyword {
                names.push(word);
                after_keyword = false;
            } else {
                after_keyword = word == "struct" || word == "enum";
            }
        } else {
            after_keyword = false;
        }
    }
    names
}

/// The module that a file holds: `engine/file/case.rs` holds `engine::file::case`.
pub fn module_of(path: &str) -> Segments {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let mut segments: Segments = path.split('/').map(ToOwned::to_owned).collect();
    if segments.last().is_some_and(|last| last == "mod") {
        segments.pop();
    }
    segments
}

/// Reads one file.
pub fn read(path: &str, text: &str) -> SourceFile {
    let syntax = syn::parse_file(text).unwrap_or_else(|fault| panic!("{path}: {fault}"));
    let children = syntax.items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.content.is_none() => Some(module.ident.to_string()),
        _ => None,
    });
    let mut reader = Reader {
        module: module_of(path),
        children: children.collect(),
        file: SourceFile::default(),
        depth: 0,
    };
    reader.visit_file(&syntax);
    reader.file
}

/// The sources below a folder, by path from `src`, without files of tests.
pub fn sources(folder: &Path) -> BTreeMap<String, String> {
    let is_source =
        |path: &PathBuf| ends_in(path, &["rs"]) && path.file_name() != Some("tests.rs".as_ref());
    let files = files_below(folder).into_iter().filter(is_source);
    files
        .map(|path| {
            let inside = path.strip_prefix("src").unwrap_or(&path);
            let inside = inside.to_string_lossy().replace('\\', "/");
            (inside, text_of(&path))
        })
        .collect()
}
