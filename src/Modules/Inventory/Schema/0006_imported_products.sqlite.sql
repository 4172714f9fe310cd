-- Whether a product came by an import is asked of each whose external id is given once more.
create index product_keys_product on product_keys (product_id);
